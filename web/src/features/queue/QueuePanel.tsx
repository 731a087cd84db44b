/** How the queue is, and the switch that stops it. */
import type { QueueState } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatDuration } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";

type QueuePanelProps = { queue: QueueState; busy: boolean; onMode: (mode: QueueState["mode"]) => void };

const MODES: Record<QueueState["mode"], string> = {
  running: "Running. New work is started as usual.",
  paused: "Paused. Nothing new is started, also after a restart.",
  draining: "Draining. Nothing new is started until this process has ended.",
};

export function QueuePanel({ queue, busy, onMode }: QueuePanelProps) {
  const { mode, queued, queuedAtLeast, oldestWaitMs } = queue;
  return (
    <div className="grid gap-4">
      <p role="status">
        {MODES[mode]}
        {queue.drained && " Nothing is worked on: the process can be stopped."}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button disabled={busy || mode === "paused"} onClick={() => onMode("paused")}>
          Pause
        </Button>
        <Button disabled={busy || mode === "draining"} onClick={() => onMode("draining")}>
          Drain
        </Button>
        <Button kind="primary" disabled={busy || mode === "running"} onClick={() => onMode("running")}>
          Resume
        </Button>
      </div>
      <Leaders>
        <Leader label="In line" figure={`${queuedAtLeast ? "At least " : ""}${formatCount(queued)}`} />
        <Leader label="Oldest wait" figure={oldestWaitMs === null ? "None" : formatDuration(oldestWaitMs)} />
        <Leader label="Waiting for another try" figure={formatCount(queue.delayed)} />
        <Leader label="Worked on" figure={formatCount(queue.running)} />
        <Leader label="Without a sign of life" figure={formatCount(queue.stuck)} />
      </Leaders>
    </div>
  );
}

/** The same by lane and class. */
export function QueueLines({ lines }: { lines: QueueState["lines"] }) {
  if (lines.length === 0) return <p className="text-muted">Nothing waits and nothing is worked on.</p>;
  return (
    <table className="w-full text-left text-fact [&_td]:py-1.5 [&_th]:py-1.5 [&_th]:font-medium">
      <thead className="text-muted">
        <tr>
          <th scope="col">Lane</th>
          <th scope="col">Class</th>
          <th scope="col">In line</th>
          <th scope="col">Later</th>
          <th scope="col">Running</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ lane, class: className, queued, delayed, running }) => (
          <tr key={`${lane} ${className}`}>
            <th scope="row">{lane || "Any"}</th>
            <td>{className}</td>
            <td>{formatCount(queued)}</td>
            <td>{formatCount(delayed)}</td>
            <td>{formatCount(running)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
