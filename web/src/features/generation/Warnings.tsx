/** What the model could not do with the words, said plainly and quietly under the picture. */
import { Info } from "lucide-react";

export function Warnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="Notes" className="grid gap-0.5 text-fact text-muted">
      {warnings.map((warning) => (
        <li key={warning} className="flex gap-1.5">
          <Info aria-hidden="true" size={14} className="mt-0.5" />
          {warning}
        </li>
      ))}
    </ul>
  );
}
