/** A run's steps in the words and shapes of the step rail and the bar. */
import { Image, type LucideIcon } from "lucide-react";
import type { Generation, Step } from "../../api/types.ts";
import { formatDuration } from "../../ui/format.ts";
import type { ProgressPart } from "../../ui/progress-bar.tsx";
import type { RailStep } from "../../ui/step-rail.tsx";
import { ordinal } from "./run-phrases.ts";

const STATUS: Record<Step["status"], RailStep["status"]> = {
  waiting: "waiting",
  running: "running",
  // We lost the line and are finding out: for the eye that is still going on.
  unresolved: "running",
  completed: "done",
  failed: "failed",
  cancelled: "cancelled",
};

const WAITING_ICONS: Record<string, LucideIcon> = { text_to_image: Image };

export function railSteps(generation: Generation): RailStep[] {
  return generation.steps.map((step) => {
    const Icon = WAITING_ICONS[step.operation];
    return {
      id: step.id,
      name: step.label,
      status: STATUS[step.status],
      figure: figureOf(step, generation),
      fact: factOf(step, generation),
      progress: step.progress,
      icon: Icon && <Icon size={13} strokeWidth={2.25} />,
    };
  });
}

function figureOf(step: Step, generation: Generation): string | undefined {
  switch (step.status) {
    case "completed":
      return step.startedAt !== null && step.completedAt !== null
        ? formatDuration(step.completedAt - step.startedAt)
        : undefined;
    case "running":
      return `${Math.round(step.progress)}%`;
    case "unresolved":
      return "Finding out";
    case "waiting":
      if (generation.status === "failed" || generation.status === "cancelled") return "Not started";
      return generation.status === "queued" && step.index === 0 && generation.queuePosition
        ? `${ordinal(generation.queuePosition)} in line`
        : undefined;
    case "failed":
      return step.progress > 0 ? `At ${Math.round(step.progress)}%` : undefined;
    case "cancelled":
      return "Stopped";
  }
}

function factOf(step: Step, generation: Generation): string {
  const maker = step.model.name;
  switch (step.status) {
    case "completed":
      return step.madeBy ?? maker;
    case "running":
      return step.sentence ? `${maker}: ${lowerFirst(step.sentence)}` : `${maker} is at work`;
    case "unresolved":
      return `We sent this to ${maker} and lost the line before an answer.`;
    case "waiting":
      return generation.status === "queued" ? `Starts as soon as ${maker} is free` : maker;
    case "failed":
      return `Ended by ${maker}`;
    case "cancelled":
      return "You cancelled it";
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const PART: Record<Step["status"], ProgressPart["status"]> = {
  waiting: "waiting",
  running: "running",
  unresolved: "running",
  completed: "done",
  failed: "failed",
  cancelled: "waiting",
};

/** Parts of the bar: one a step, equally long until the server says how long each takes. */
export function progressParts(generation: Generation): ProgressPart[] {
  if (generation.steps.length === 0) return [{ weight: 1, value: generation.progress, status: "running" }];
  return generation.steps.map((step) => ({
    weight: 1,
    value: step.status === "completed" ? 100 : step.progress,
    status: PART[step.status],
  }));
}
