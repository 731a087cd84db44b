/** What is wrong with a definition, place by place. */
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Mistake } from "../../api/types.ts";

type MistakeListProps = { title: string; mistakes: Mistake[]; tone: "bad" | "warn" };

export function MistakeList({ title, mistakes, tone }: MistakeListProps) {
  if (mistakes.length === 0) return null;
  const Icon = tone === "bad" ? CircleAlert : TriangleAlert;
  const ink = tone === "bad" ? "text-error-text" : "text-warning";
  return (
    <section role={tone === "bad" ? "alert" : "status"} className="rounded-xl bg-inset p-4 shadow-e1">
      <h3 className={`flex items-center gap-2 font-medium ${ink}`}>
        <Icon aria-hidden="true" size={16} />
        {title}
      </h3>
      <ul className="mt-2 grid gap-2 text-fact">
        {mistakes.map(({ path, code, message }) => (
          <li key={`${path} ${code} ${message}`}>
            {path && <code className="block font-mono text-small break-all text-muted">{path}</code>}
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
