/** A run that delivered a part: what is here, what is not, and how many credits came back. */
import { TriangleAlert } from "lucide-react";
import type { Generation } from "../../api/types.ts";
import { formatCredits } from "../../ui/format.ts";
import { StepRail } from "../../ui/step-rail.tsx";
import { railSteps } from "./rail-steps.tsx";

export function PartialFailure({ generation }: { generation: Generation }) {
  const { error, steps, creditsReturned, creditsUsed } = generation;
  if (!error) return null;
  const done = steps.filter(({ status }) => status === "completed").length;
  return (
    <section aria-label="Made in part" className="grid gap-2 rounded-2xl bg-surface-1 p-4 shadow-e1">
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
    </section>
  );
}
