/**
 * What the price chip says. A pure function of what is typed, what the server quoted, what is left to spend and what time it is.
 */
import type { Quote } from "../../api/types.ts";

export type PriceState =
  /** Nothing to price yet. */
  | { kind: "idle" }
  /** The words or choices changed and their price is on its way. */
  | { kind: "pricing" }
  /** `fellFrom` is the price before, when the new one is lower. */
  | { kind: "quoted"; credits: number; fellFrom: number | null }
  /** The server holds a price for ten minutes. */
  | { kind: "expired"; credits: number }
  | { kind: "short"; credits: number; available: number; short: number }
  /** The server asks back, or cannot make this at all: other words are needed, asking again would not help. */
  | { kind: "question" }
  | { kind: "impossible" }
  /** The price could not be had: offline, or the server refuses the input. */
  | { kind: "unpriced" };

export type PriceFacts = {
  /** Whether there is an input that can be priced. */
  hasInput: boolean;
  /** Whether the newest input is still waiting for its price. */
  waiting: boolean;
  failed: boolean;
  /** The problem code the price was refused with. */
  refusedFor?: string;
  quote: Quote | null;
  /** The price shown before this quote, if any. */
  creditsBefore: number | null;
  expired: boolean;
  /** `undefined` until the balance is known: then nobody is called short. */
  available: number | undefined;
};

/** What asking again would not help: other words, or another file, are needed. */
const IMPOSSIBLE = new Set(["content_refused", "prompt_refused", "operation_unavailable", "input_not_taken"]);

export function priceState(facts: PriceFacts): PriceState {
  const { hasInput, waiting, failed, refusedFor, quote, creditsBefore, expired, available } = facts;
  if (!hasInput) return { kind: "idle" };
  if (waiting) return { kind: "pricing" };
  if (refusedFor === "needs_answer") return { kind: "question" };
  if (refusedFor !== undefined && IMPOSSIBLE.has(refusedFor)) return { kind: "impossible" };
  if (failed || !quote) return { kind: "unpriced" };
  if (expired) return { kind: "expired", credits: quote.credits };
  if (available !== undefined && quote.credits > available)
    return { kind: "short", credits: quote.credits, available, short: quote.credits - available };
  return {
    kind: "quoted",
    credits: quote.credits,
    fellFrom: creditsBefore !== null && creditsBefore > quote.credits ? creditsBefore : null,
  };
}

/**
 * When a quote stops being valid, on this computer's clock. The server's two times give the length, the arrival here the start: computers disagree about the
 * time of day, not about how long ten minutes are.
 */
export function expiresAtHere(quote: Quote, receivedAt: number): number {
  return receivedAt + (quote.expiresAt - quote.createdAt);
}
