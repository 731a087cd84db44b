/** What the line under the composer says when something stands in the way: what happened, what it cost, what to do. */
import { OFFLINE_SENTENCE } from "../../api/online.ts";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import { formatCount, formatCredits } from "../../ui/format.ts";
import { countCharacters, PROMPT_MAX_CHARACTERS } from "./input-options.ts";
import type { PriceState } from "./price-state.ts";

export type Notice = {
  tone: "bad" | "warn" | "info";
  text: string;
  /** Whether more credits would help: there is a way to them then. What was typed stays where it is. */
  credits?: true;
};

export type NoticeFacts = {
  text: string;
  sendError: unknown;
  quoteError: unknown;
  price: PriceState;
  online: boolean;
  /** Words whose sending was cut off by a reload and did not arrive. */
  notSent: boolean;
  /** The price the refused request carried. */
  sentCredits: number | null;
  /** Whether a request is kept to be sent again as it was. */
  unanswered: boolean;
};

export function noticeFor(facts: NoticeFacts): Notice | null {
  const { text, sendError, quoteError, price, online, notSent } = facts;
  const over = countCharacters(text.trim()) - PROMPT_MAX_CHARACTERS;
  if (over > 0)
    return {
      tone: "bad",
      text: `${formatCount(over)} ${over === 1 ? "character" : "characters"} too many. The limit is ${formatCount(PROMPT_MAX_CHARACTERS)}.`,
    };
  if (!online && text.trim() !== "") return { tone: "warn", text: OFFLINE_SENTENCE };
  if (sendError) return sendNotice(sendError, facts);
  if (quoteError) {
    const { sentence } = wordsFor(quoteError);
    // A question is part of the talk, not a mistake.
    if (price.kind === "question") return { tone: "info", text: sentence };
    if (price.kind === "impossible") return { tone: "warn", text: sentence };
    return { tone: "bad", text: fieldErrorsOf(quoteError).prompt ?? sentence };
  }
  if (price.kind === "short")
    return { tone: "warn", text: shortWords(price.credits, price.available), credits: true };
  if (price.kind === "expired")
    return { tone: "warn", text: "The price is older than 10 minutes. Ask for it again." };
  if (notSent) return { tone: "info", text: "Your last words were not sent. Send them when you like." };
  return null;
}

/** Whether a run was refused because there were too few credits. */
export function isShortage(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "insufficient_credits";
}

/** The sentence for too few credits, before and after sending. */
export function shortWords(needed: number, available: number): string {
  return `This run costs ${formatCredits(needed)}, you have ${formatCount(available)}. Nothing was charged.`;
}

function sendNotice(error: unknown, { sentCredits, unanswered }: NoticeFacts): Notice {
  if (error instanceof ApiProblem) {
    const { code, body } = error;
    if (code === "insufficient_credits" && body.needed !== undefined && body.available !== undefined)
      return { tone: "bad", text: shortWords(body.needed, body.available), credits: true };
    if (code === "quote_expired")
      return { tone: "warn", text: expiredWords(body.quote?.credits, sentCredits) };
    const field = fieldErrorsOf(error);
    const first = field.prompt ?? field.seed;
    if (first) return { tone: "bad", text: `${first} Nothing was charged.` };
  }
  if (unanswered)
    return {
      tone: "bad",
      text: "No answer came. Your words are kept; send them again, they cannot be charged twice.",
    };
  const { sentence, credits } = wordsFor(error);
  return { tone: "bad", text: credits ? `${sentence} ${credits}` : sentence };
}

function expiredWords(credits: number | undefined, before: number | null): string {
  const sentence = "The price is older than 10 minutes.";
  if (credits === undefined) return sentence;
  return `${sentence} It is ${formatCount(credits)} ${credits === before ? "again" : "now"}.`;
}

/** The server's messages for the fields of the composer, by their short names. */
export function fieldErrorsOf(error: unknown): { prompt?: string; seed?: string } {
  if (!(error instanceof ApiProblem)) return {};
  const errors = error.fieldErrors;
  return { prompt: errors["inputData.prompt"], seed: errors["inputData.seed"] };
}
