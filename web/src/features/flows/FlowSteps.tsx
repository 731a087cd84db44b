/** The steps of a custom flow as a list: what each makes, and what it waits for. */
import type { FlowStep } from "../../api/types.ts";
import { stepIcon } from "./StepsTile.tsx";

export function FlowSteps({ steps }: { steps: FlowStep[] }) {
  const place = (id: string) => steps.findIndex((step) => step.id === id) + 1;
  return (
    <ol aria-label="Steps" className="grid gap-1.5 text-fact">
      {steps.map((step, index) => {
        const Icon = stepIcon(step.operation);
        return (
          <li key={step.id} className="flex items-center gap-2.5">
            <Icon aria-hidden="true" size={16} className="text-muted" />
            <span>
              {index + 1}. {step.label}
              {step.needs.length > 0 && (
                <span className="text-muted"> after step {step.needs.map(place).join(" and ")}</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
