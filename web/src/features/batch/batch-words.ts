/** What a batch says about itself. Pure, so that every sentence can be tested. */
import type { Batch } from "../../api/types.ts";
import { formatCount, formatCredits } from "../../ui/format.ts";

/** "12 prompts", "4 variations", "3 side by side". */
export function batchTitle({ kind, counts }: Pick<Batch, "kind" | "counts">): string {
  const total = formatCount(counts.total);
  if (kind === "compare") return `${total} side by side`;
  const noun = kind === "prompts" ? "prompt" : "variation";
  return `${total} ${counts.total === 1 ? noun : `${noun}s`}`;
}

/** "8 of 12 done, 1 failed": what has ended, and how. */
export function batchState({ counts }: Pick<Batch, "counts">): string {
  const parts = [`${formatCount(counts.completed)} of ${formatCount(counts.total)} done`];
  if (counts.failed > 0) parts.push(`${formatCount(counts.failed)} failed`);
  if (counts.cancelled > 0) parts.push(`${formatCount(counts.cancelled)} cancelled`);
  return parts.join(", ");
}

/** What happened to the credits. */
export function batchCredits(
  batch: Pick<Batch, "completedAt" | "creditsHeld" | "creditsUsed" | "creditsReturned">,
): string {
  if (batch.completedAt === null)
    return `${formatCredits(batch.creditsHeld)} held. Only what is delivered is charged.`;
  if (batch.creditsUsed === 0)
    return `Nothing was charged. ${formatCredits(batch.creditsReturned)} came back.`;
  const back = batch.creditsReturned > 0 ? ` ${formatCredits(batch.creditsReturned)} came back.` : "";
  return `Charged ${formatCredits(batch.creditsUsed)}.${back}`;
}

/** "Try 3 again", with its price where it has one. */
export function retryLabel({ items, credits }: NonNullable<Batch["retry"]>): string {
  const what = items === 1 ? "Try the failed one again" : `Try ${formatCount(items)} failed again`;
  return credits === 0 ? what : `${what} for ${formatCredits(credits)}`;
}
