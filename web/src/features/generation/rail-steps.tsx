/** A run's steps in the words and shapes of the step rail and the bar. */
import { AudioLines, Clapperboard, Image, type LucideIcon } from "lucide-react";
import type { Generation, Step } from "../../api/types.ts";
import { isUnfinished } from "../../live/apply-event.ts";
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

const WAITING_ICONS: Record<string, LucideIcon> = {
  text_to_image: Image,
  image_to_image: Image,
  text_to_video: Clapperboard,
  image_to_video: Clapperboard,
  voiceover: AudioLines,
};

/** `now` counts elapsed times and the wait for another try; only a run under way needs it. */
export function railSteps(generation: Generation, now = 0): RailStep[] {
  return generation.steps.map((step) => {
    const Icon = WAITING_ICONS[step.operation];
    return {
      id: step.id,
      name: step.label,
      status: STATUS[step.status],
      figure: figureOf(step, generation, now),
      fact: factOf(step, generation),
      progress: step.progress,
      icon: Icon && <Icon size={13} strokeWidth={2.25} />,
    };
  });
}

function figureOf(step: Step, generation: Generation, now: number): string | undefined {
  const retry = isUnfinished(generation.status) ? secondsToRetry(step, now) : null;
  if (retry !== null) return retry > 0 ? `Again in ${retry} s` : "Trying again";
  switch (step.status) {
    case "completed":
      return step.startedAt !== null && step.completedAt !== null
        ? formatDuration(step.completedAt - step.startedAt)
        : undefined;
    case "running":
      return generation.steps.length > 1 && step.startedAt !== null && now > 0
        ? `${elapsedWords(now - step.startedAt)} of about ${formatDuration(step.expectedMs)}`
        : `${Math.round(step.progress)}%`;
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
      return step.startedAt === null && step.attempt === 0 ? "Not begun" : "Stopped";
  }
}

/** Whole seconds: a figure that changes once a second must not show tenths. */
function elapsedWords(milliseconds: number): string {
  return formatDuration(Math.max(0, Math.floor(milliseconds / 1_000)) * 1_000);
}

function secondsToRetry(step: Step, now: number): number | null {
  if (step.status !== "waiting" || step.retryAt === null || step.attempt === 0) return null;
  return Math.max(0, Math.ceil((step.retryAt - now) / 1_000));
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
      if (generation.steps.length > 1) return waitingFor(step, generation);
      return generation.status === "queued" ? `Starts as soon as ${maker} is free` : maker;
    case "failed":
      return step.error ? `${maker}: ${step.error.message}` : `Ended by ${maker}`;
    case "cancelled":
      return generation.status === "cancelled" ? "You cancelled it" : "Needs what was not made";
  }
}

/** What a step of several waits for: another try, earlier steps, or its turn. */
function waitingFor(step: Step, generation: Generation): string {
  const maker = step.model.name;
  if (step.attempt > 0) return `${maker} could not take it yet`;
  const missing = step.needs.filter((index) => generation.steps[index]?.status !== "completed");
  if (missing.length === 0) return `${maker}, about ${formatDuration(step.expectedMs)}`;
  const places = missing.map((index) => index + 1).join(" and ");
  return `After step ${places}. ${maker}, about ${formatDuration(step.expectedMs)}`;
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

/** Parts of the bar: one a step, as wide as it takes long. */
export function progressParts(generation: Generation): ProgressPart[] {
  if (generation.steps.length === 0) return [{ weight: 1, value: generation.progress, status: "running" }];
  return generation.steps.map((step) => ({
    weight: Math.max(1, step.expectedMs),
    value: step.status === "completed" ? 100 : step.progress,
    status: PART[step.status],
  }));
}
