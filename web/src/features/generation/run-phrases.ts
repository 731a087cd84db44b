/** A run in words: what is going on, the place in line, the time left. */
import type { Generation, QueuePlace, Step } from "../../api/types.ts";
import { formatDuration } from "../../ui/format.ts";

/** "1st", "2nd", "11th", "23rd". */
export function ordinal(place: number): string {
  const lastTwo = place % 100;
  const suffix = lastTwo >= 11 && lastTwo <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${suffix}`;
}

/** The title of the run card: the current work as a phrase, never "Loading". */
export function runTitle(generation: Generation): string {
  if (generation.status === "queued") return "Waiting in line";
  if (generation.steps.length > 1) return severalTitle(generation);
  return generation.currentStep?.replace(/[.…]+$/, "") ?? runningStep(generation)?.label ?? "Starting";
}

/** Of several steps that run side by side, the first and how many are done. */
function severalTitle({ steps }: Generation): string {
  const done = steps.filter(({ status }) => status === "completed").length;
  const work = steps.find(({ status }) => status === "running")?.label ?? "Getting ready";
  return `${work}, ${done} of ${steps.length} steps done`;
}

export function runningStep(generation: Generation): Step | undefined {
  return generation.steps.find((step) => step.status === "running");
}

/**
 * "2nd in line", "About 12 s left", "Taking longer than usual". The time a run takes is measured by the server over earlier runs; progress already made
 * counts when it says more than the clock.
 */
export function waitWords(generation: Generation, now: number, place?: QueuePlace): string {
  if (generation.status === "queued") {
    if (place) return placeWords(place, now);
    if (generation.queuePosition !== null && generation.queuePosition > 0)
      return `${ordinal(generation.queuePosition)} in line`;
    return "Starts at once";
  }
  const startedAt = generation.startedAt ?? generation.createdAt;
  const left = generation.expectedMs - (now - startedAt);
  if (left <= 0) return generation.progress >= 90 ? "Nearly done" : "Taking longer than usual";
  return `About ${formatDuration(Math.max(1_000, Math.ceil(left / 1_000) * 1_000))} left`;
}

/** "3rd in line, about 40 s". */
export function placeWords({ position, exact, expectedStartMs }: QueuePlace, now: number): string {
  const place = `${exact ? "" : "About "}${ordinal(position)} in line`;
  if (expectedStartMs === null) return place;
  const wait = Math.ceil((expectedStartMs - now) / 1_000) * 1_000;
  return wait <= 0 ? `${place}, starts any moment` : `${place}, about ${formatDuration(wait)}`;
}

/** For `aria-valuetext`: "54 percent, making the picture". */
export function progressWords(generation: Generation): string {
  const title = runTitle(generation);
  return `${Math.round(generation.progress)} percent, ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** What went wrong, as a heading that names the work: the step that failed, or the run. */
export function failureTitle(generation: Generation): string {
  if (generation.status === "cancelled") {
    const done = generation.steps.filter((step) => step.status === "completed").length;
    return generation.steps.length > 1 && generation.startedAt !== null
      ? `Cancelled at step ${Math.min(done + 1, generation.steps.length)} of ${generation.steps.length}`
      : "Cancelled";
  }
  return generation.steps.length > 1 ? "Nothing could be made" : "The picture could not be made";
}
