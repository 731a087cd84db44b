/**
 * The step rail: dots joined by a line, green behind, blue at the work. Carries every run.
 */
import { Check, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { ProgressRing } from "./progress-ring.tsx";

export type RailStep = {
  id: string;
  name: string;
  status: "done" | "running" | "failed" | "waiting" | "cancelled";
  /** At the right: time taken, percent, place in line. */
  figure?: string;
  /** One line of fact below the name. */
  fact?: ReactNode;
  /** 0 to 100, while running. */
  progress?: number;
  /** The icon of a waiting step. */
  icon?: ReactNode;
};

export function StepRail({ steps, label }: { steps: RailStep[]; label: string }) {
  return (
    <ol aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step.id}
          className="relative grid grid-cols-[24px_minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 pt-2.5 pb-3.5"
        >
          {index < steps.length - 1 && (
            <span
              aria-hidden="true"
              className={classNames(
                "absolute top-9 -bottom-2 left-[11.5px] w-px",
                step.status === "done" ? "bg-success opacity-50" : "bg-line",
              )}
            />
          )}
          <Dot step={step} />
          <p
            className={classNames(
              "leading-6 font-medium",
              step.status === "waiting" ? "text-muted" : "text-strong",
            )}
          >
            {step.name}
            <span className="sr-only">, {STATUS_WORDS[step.status]}</span>
          </p>
          <span className="text-fact leading-6 text-muted">{step.figure}</span>
          {step.fact && <p className="col-span-2 col-start-2 text-fact text-muted">{step.fact}</p>}
        </li>
      ))}
    </ol>
  );
}

const STATUS_WORDS: Record<RailStep["status"], string> = {
  done: "done",
  running: "running",
  failed: "failed",
  waiting: "waiting",
  cancelled: "cancelled",
};

const DOT: Record<RailStep["status"], string> = {
  done: "bg-success-soft text-success",
  running: "",
  failed: "bg-error-soft text-error-text",
  waiting: "bg-surface-2 text-muted",
  cancelled: "bg-surface-2 text-muted",
};

function Dot({ step }: { step: RailStep }) {
  return (
    <span
      aria-hidden="true"
      className={classNames("row-span-2 grid size-6 place-items-center rounded-full", DOT[step.status])}
    >
      {step.status === "done" && <Check size={13} strokeWidth={2.25} />}
      {step.status === "failed" && <X size={13} strokeWidth={2.25} />}
      {step.status === "running" && <ProgressRing value={step.progress ?? 0} size={24} />}
      {step.status === "waiting" && (step.icon ?? <Minus size={13} strokeWidth={2.25} />)}
      {step.status === "cancelled" && <Minus size={13} strokeWidth={2.25} />}
    </span>
  );
}
