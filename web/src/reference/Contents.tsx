/** The list of operations by tag, narrowed by a search. */
import { Search } from "lucide-react";
import { TextInput } from "../ui/text-input.tsx";
import { Method } from "./Method.tsx";
import type { Operation } from "./spec.ts";

type ContentsProps = {
  groups: { tag: string; operations: Operation[] }[];
  query: string;
  onQuery: (query: string) => void;
  /** The id in the address. */
  current: string;
};

export function Contents({ groups, query, onQuery, current }: ContentsProps) {
  return (
    <nav aria-label="Operations" className="grid content-start gap-1">
      <TextInput
        quiet
        type="search"
        aria-label="Search the reference"
        placeholder="Search"
        icon={<Search aria-hidden="true" size={16} />}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
      {groups.length === 0 && <p className="px-2 py-3 text-muted">Nothing fits these words.</p>}
      {groups.map(({ tag, operations }) => (
        <section key={tag}>
          <h2 className="px-2 pt-4.5 pb-1.5 text-small text-muted">{tagName(tag)}</h2>
          <ul>
            {operations.map((operation) => (
              <li key={operation.id}>
                <a
                  href={`#${operation.id}`}
                  aria-current={operation.id === current ? "location" : undefined}
                  className="grid min-h-8.5 grid-cols-[1fr_auto] items-center gap-3 rounded-lg px-2 py-1 text-muted transition-colors hover:bg-surface-1 hover:text-strong aria-[current]:bg-surface-1 aria-[current]:text-strong max-lg:min-h-11"
                >
                  <span className="truncate">{operation.summary || operation.path}</span>
                  <Method method={operation.method} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** "lip-sync" as "Lip sync". */
export function tagName(tag: string): string {
  const words = tag.replace(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
