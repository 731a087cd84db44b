/** Runs that are worked on, the most silent first. */
import { CircleAlert, CirclePlay } from "lucide-react";
import type { RunningRun } from "../../api/types.ts";
import { formatWhen } from "../../ui/format.ts";
import { Tag } from "../../ui/tag.tsx";

export function RunningRuns({ runs }: { runs: RunningRun[] }) {
  if (runs.length === 0) return <p className="text-muted">Nothing is worked on.</p>;
  return (
    <ul className="grid gap-2">
      {runs.map(({ id, lane, operation, startedAt, aliveAt, stuck }) => (
        <li
          key={id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-inset px-3 py-2 text-fact"
        >
          {stuck ? (
            <Tag tone="bad" icon={<CircleAlert aria-hidden="true" size={14} />}>
              Stuck
            </Tag>
          ) : (
            <Tag tone="info" icon={<CirclePlay aria-hidden="true" size={14} />}>
              Running
            </Tag>
          )}
          <span className="font-mono break-all">{id}</span>
          <span>
            {operation.replaceAll("_", " ")} on {lane}
          </span>
          <span className="text-muted">
            {startedAt !== null && `since ${formatWhen(startedAt)}, `}last sign of life {formatWhen(aliveAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}
