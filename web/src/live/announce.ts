/**
 * What a run says to people who listen rather than look.
 *
 * Step changes and each quarter are polite; completion comes with its price; failure and refund interrupt. Never each percent: a screen reader that speaks
 * every second is one that gets switched off.
 */
import type { Generation } from "../api/types.ts";
import { formatCredits } from "../ui/format.ts";

export type Announcement = { text: string; urgent: boolean };

/** Compares two states of the same run; `null` when there is nothing worth saying. */
export function announcementFor(before: Generation | undefined, now: Generation): Announcement | null {
  // A run that was already over when it came on screen is history, not news.
  if (!before) return null;
  if (now.status !== before.status) return statusWords(now);
  if (
    now.status === "queued" &&
    now.queuePosition !== before.queuePosition &&
    now.queuePosition !== null &&
    now.queuePosition > 0
  )
    return { text: `Number ${now.queuePosition} in line.`, urgent: false };
  if (now.status !== "processing") return null;
  const quarter = Math.floor(now.progress / 25);
  const stepChanged = now.currentStep !== null && runningStep(now) !== runningStep(before);
  if (!stepChanged && quarter <= Math.floor(before.progress / 25)) return null;
  return { text: `${now.currentStep ?? "Working"}, ${quarter * 25} percent.`, urgent: false };
}

function runningStep(generation: Generation): string | undefined {
  return generation.steps.find((step) => step.status === "running")?.id;
}

function statusWords(now: Generation): Announcement | null {
  switch (now.status) {
    case "queued":
      return { text: "In line.", urgent: false };
    case "processing":
      return { text: `Started. ${now.currentStep ?? ""}`.trim(), urgent: false };
    case "completed":
      return {
        text: `${readyWords(now)} Charged ${now.creditsUsed} of ${now.quote.credits} quoted.`,
        urgent: false,
      };
    case "cancelled":
      return { text: `Cancelled. ${returnedWords(now)}`, urgent: true };
    case "failed":
      return { text: `${now.error?.message ?? "The run failed."} ${returnedWords(now)}`, urgent: true };
  }
}

function readyWords({ steps, error }: Generation): string {
  if (error) return `Ready in part. ${error.message}`;
  return steps.length > 1 ? "Everything is ready." : "Your picture is ready.";
}

function returnedWords(now: Generation): string {
  return now.creditsUsed === 0
    ? `All ${formatCredits(now.quote.credits)} are back.`
    : `${formatCredits(now.creditsReturned)} came back, charged ${now.creditsUsed}.`;
}
