/** The moment between Send and the server's answer: the run's card, still without steps. Nothing is held yet, and it says so. */
import { formatCredits } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { mediaBox } from "./media-box.ts";
import type { Sending } from "./use-send.ts";

export function SendingCard({ sending }: { sending: Sending }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)]">
      <div
        aria-hidden="true"
        className="media-box invisible mb-8 w-full [grid-area:1/1]"
        style={mediaBox(sending.aspectRatio)}
      />
      <section
        aria-label="Sending"
        className="min-w-0 self-start overflow-hidden rounded-2xl bg-surface-1 shadow-e1 [grid-area:1/1]"
      >
        <div className="grid gap-3 px-5 pt-4.5 pb-3.5 max-sm:px-4">
          <h2 className="type-sub">Sending</h2>
          <ProgressBar
            label="Progress of this run"
            parts={[{ weight: 1, value: 0, status: "waiting" }]}
            value={0}
            valueText="Sending"
          />
        </div>
        <p className="border-t border-line-subtle px-5 py-3 text-fact text-muted max-sm:px-4">
          <b className="font-medium text-strong">{formatCredits(sending.credits)} quoted.</b>{" "}
          {sending.credits === 0 ? "It was made before." : "Held once the run is accepted."}
        </p>
      </section>
    </div>
  );
}
