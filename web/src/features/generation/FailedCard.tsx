/** A run that ended without a picture: what happened, what it cost, what to do. */
import { CircleAlert, CircleMinus, RotateCw } from "lucide-react";
import type { Generation, Quote } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatCredits } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { NamedGroup } from "../../ui/named-group.tsx";
import { StepRail } from "../../ui/step-rail.tsx";
import { formatClock } from "./format-clock.ts";
import { ReceiptLine } from "./ReceiptLine.tsx";
import { railSteps } from "./rail-steps.tsx";
import { allBack } from "./receipt.ts";
import { failureTitle } from "./run-phrases.ts";

type FailedCardProps = {
  generation: Generation;
  /** Doing it again at a price that is shown; null when it is not offered. */
  again: { quote: Quote | null; busy: boolean; run: () => void; asks: boolean } | null;
  onUseWords: () => void;
};

export function FailedCard({ generation, again, onUseWords }: FailedCardProps) {
  const failed = generation.status === "failed";
  const Icon = failed ? CircleAlert : CircleMinus;
  return (
    <NamedGroup
      label={failed ? "Run failed" : "Run cancelled"}
      className="overflow-hidden rounded-2xl bg-surface-1 shadow-e1"
    >
      <div className="flex items-start gap-3 px-5 pt-4.5 pb-3.5 max-sm:px-4">
        <span
          className={classNames(
            "grid size-9 shrink-0 place-items-center rounded-[10px]",
            failed ? "bg-error-soft text-error-text" : "bg-surface-2 text-muted",
          )}
        >
          <Icon aria-hidden="true" size={20} />
        </span>
        <div className="min-w-0">
          <h2 className="type-sub">{failureTitle(generation)}</h2>
          <p className="type-body mt-0.5 text-muted">{explanation(generation)}</p>
        </div>
      </div>
      <div className="grid grid-cols-[minmax(0,276px)_minmax(0,1fr)] gap-6 px-5 pt-1 pb-5 max-sm:grid-cols-1 max-sm:gap-3 max-sm:px-4">
        <StepRail label="Steps" steps={railSteps(generation)} />
        <div className="grid content-start gap-3.5">
          <Refund generation={generation} />
          <div className="flex flex-wrap gap-2">
            {again && (
              <Button
                kind="primary"
                busy={again.busy}
                disabled={!again.quote && !again.asks}
                onClick={again.run}
              >
                <RotateCw aria-hidden="true" size={16} />
                {again.quote ? `Try again for ${formatCredits(again.quote.credits)}` : "Try again"}
              </Button>
            )}
            <Button onClick={onUseWords}>Change the words</Button>
          </div>
        </div>
      </div>
      <div className="border-t border-line-subtle px-5 py-3 max-sm:px-4">
        <ReceiptLine generation={generation}>
          {generation.error && <TechnicalDetails generation={generation} />}
        </ReceiptLine>
      </div>
    </NamedGroup>
  );
}

/** The server's sentence without the heading repeated in it; the refund stands below, once. */
function explanation(generation: Generation): string {
  if (generation.status === "cancelled") return "You stopped this run before it was done.";
  const message = generation.error?.message ?? "It ended before the picture was done.";
  const heading = `${failureTitle(generation)}. `;
  return message.startsWith(heading) ? message.slice(heading.length) : message;
}

function Refund({ generation }: { generation: Generation }) {
  const { quote, creditsReturned, creditsUsed, createdAt, completedAt } = generation;
  return (
    <div className="rounded-xl bg-inset p-4 shadow-e1">
      <Leaders>
        <Leader label={`Held at ${formatClock(createdAt)}`} figure={formatCount(quote.credits)} />
        <Leader
          label={completedAt === null ? "Returned" : `Returned at ${formatClock(completedAt)}`}
          figure={<span className="text-success">{formatCount(creditsReturned)}</span>}
        />
        <Leader total label="Charged" figure={formatCredits(creditsUsed)} />
      </Leaders>
      {creditsUsed === 0 && <p className="sr-only">{allBack(quote.credits)}</p>}
    </div>
  );
}

function TechnicalDetails({ generation }: { generation: Generation }) {
  return (
    <details className="max-w-full">
      <summary className="w-max list-none rounded-xs text-primary-text underline-offset-3 hover:underline">
        Technical details
      </summary>
      <p className="mt-1 font-mono text-small break-all text-muted">
        {generation.error?.code} · {generation.id}
      </p>
    </details>
  );
}
