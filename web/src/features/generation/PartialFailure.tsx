/** A run that delivered a part: what is here, what is not, and how many credits came back. */
import { RotateCw, TriangleAlert } from "lucide-react";
import type { Generation } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCredits } from "../../ui/format.ts";
import { NamedGroup } from "../../ui/named-group.tsx";
import { StepRail } from "../../ui/step-rail.tsx";
import { railSteps } from "./rail-steps.tsx";
import { retryWords } from "./retry-words.ts";
import type { Retry } from "./use-retry.ts";

type PartialFailureProps = {
  generation: Generation;
  /** Making once more what is missing; null when that was done. */
  retry: Retry | null;
};

export function PartialFailure({ generation, retry }: PartialFailureProps) {
  const { error, steps, creditsReturned, creditsUsed } = generation;
  if (!error) return null;
  const done = steps.filter(({ status }) => status === "completed").length;
  return (
    <NamedGroup label="Made in part" className="grid gap-2 rounded-2xl bg-surface-1 p-4 shadow-e1">
      <h2 className="type-sub flex items-center gap-2">
        <TriangleAlert aria-hidden="true" size={18} className="shrink-0 text-warning" />
        {done} of {steps.length} steps were delivered
      </h2>
      <p className="type-body text-muted">{error.message}</p>
      <p className="text-fact">
        <b className="font-medium text-success">{formatCredits(creditsReturned)} came back.</b> You paid{" "}
        {formatCredits(creditsUsed)} for what is here.
      </p>
      <StepRail label="Steps" steps={railSteps(generation)} />
      {retry && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 pt-1">
          <Button kind="primary" busy={retry.busy} onClick={retry.run}>
            <RotateCw aria-hidden="true" size={16} />
            {retryWords(generation, retry.quote)}
          </Button>
          <span className="text-fact text-muted">What is here is used again, not charged again.</span>
        </div>
      )}
    </NamedGroup>
  );
}
