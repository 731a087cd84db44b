/**
 * Problems: what can go wrong with a request, and how we say it.
 *
 * The server names every failure with a stable `code`. A code becomes one sentence in our
 * own words, and a second one about credits wherever money could have moved. A code we do
 * not know is shown with the server's own detail, never swallowed.
 */
import type { ProblemBody } from "./types.ts";

/** A request that was answered with a problem, or not answered at all (`code: "offline"`). */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: ProblemBody;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.name = "ApiProblem";
    this.code = body.code;
    this.status = body.status;
    this.body = body;
  }

  /** The server's messages by field path, first message of each. */
  get fieldErrors(): Record<string, string> {
    const byPath: Record<string, string> = {};
    for (const { path, message } of this.body.errors ?? []) byPath[path] ??= message;
    return byPath;
  }
}

/** A problem of an answer that may not be one. */
export function unreadable(status: number, body: Partial<ProblemBody>): ProblemBody {
  const code = body.code ?? "unreadable_answer";
  const detail = body.detail ?? `The server answered ${status}.`;
  return { type: `/problems/${code}`, title: detail, ...body, code, status, detail };
}

/** What to tell a person: what happened, and what it meant for their credits. */
export type ProblemWords = { sentence: string; credits: string | null };

const NOTHING_CHARGED = "Nothing was charged.";

/** "15 seconds", "1 minute", "2 minutes": whole minutes from one minute on, rounded up. */
export function waitingTime(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}

const WORDS: Record<string, (body: ProblemBody) => ProblemWords> = {
  offline: () => ({ sentence: "The server cannot be reached. Check the connection.", credits: null }),
  unreadable_answer: () => ({ sentence: "The server sent an answer this page cannot read.", credits: null }),
  not_signed_in: () => ({ sentence: "Your session has ended. Sign in to go on.", credits: null }),
  csrf_rejected: () => ({ sentence: "This page was out of date. Try once more.", credits: NOTHING_CHARGED }),
  wrong_credentials: (body) => ({ sentence: wrongCredentials(body.attemptsLeft), credits: null }),
  locked_out: (body) => ({
    sentence: `Too many tries. Wait ${waitingTime(body.retryAfterSeconds ?? 60)}, then sign in again.`,
    credits: null,
  }),
  sign_up_refused: () => ({
    sentence: "This account cannot be created. If the address is yours already, sign in instead.",
    credits: null,
  }),
  sender_unknown: () => ({ sentence: "The server could not verify who sent this.", credits: null }),
  report_refused: () => ({ sentence: "This run has ended and takes no more reports.", credits: null }),
  already_decided: () => ({ sentence: "Somebody has decided this already.", credits: null }),
  rate_limited: (body) => ({
    sentence: `That was too many requests. Wait ${waitingTime(body.retryAfterSeconds ?? 10)}.`,
    credits: NOTHING_CHARGED,
  }),
  queue_full: () => ({
    sentence: "Your line is full. Wait until a run is done, or cancel one.",
    credits: NOTHING_CHARGED,
  }),
  insufficient_credits: (body) => ({
    sentence: `This run costs ${body.needed ?? "more"} ${body.needed === 1 ? "credit" : "credits"}, you have ${body.available ?? "fewer"}.`,
    credits: NOTHING_CHARGED,
  }),
  budget_reached: (body) => ({
    sentence: `This costs ${body.needed ?? "more"} ${body.needed === 1 ? "credit" : "credits"}; ${body.spent ?? "all"} of ${body.scope === "member" ? "your own" : "the workspace’s"} budget of ${body.cap ?? ""} for this month are used. Raise the budget under Billing, or wait for the next month.`,
    credits: NOTHING_CHARGED,
  }),
  quote_expired: (body) => ({
    sentence: body.quote
      ? `The price is older than 10 minutes. It is ${body.quote.credits} now.`
      : "The price is older than 10 minutes.",
    credits: NOTHING_CHARGED,
  }),
  quote_mismatch: () => ({
    sentence: "The price was made for other words or settings. Ask for it again.",
    credits: NOTHING_CHARGED,
  }),
  cached_result_gone: (body) => ({
    sentence: body.quote
      ? `The earlier result is not there any more. Making it costs ${body.quote.credits} now.`
      : "The earlier result is not there any more.",
    credits: NOTHING_CHARGED,
  }),
  idempotency_key_reused: () => ({
    sentence: "This was sent before with other words. Send it once more.",
    credits: NOTHING_CHARGED,
  }),
  invalid_input: (body) => ({
    sentence: body.errors?.[0]?.message ?? body.detail,
    credits: NOTHING_CHARGED,
  }),
  invalid_json: () => ({
    sentence: "This page sent something the server cannot read. Reload it.",
    credits: NOTHING_CHARGED,
  }),
  invalid_parameter: () => ({ sentence: "This address has a part the server cannot read.", credits: null }),
  body_too_large: () => ({
    sentence: "That is more than the server takes at once.",
    credits: NOTHING_CHARGED,
  }),
  unsupported_media_type: () => ({
    sentence: "The server does not take this kind of content.",
    credits: NOTHING_CHARGED,
  }),
  method_not_allowed: () => ({ sentence: "The server does not do that here.", credits: null }),
  plan_required: (body) => ({
    sentence: body.detail || "This flow needs another plan.",
    credits: NOTHING_CHARGED,
  }),
  needs_answer: (body) => ({ sentence: body.question ?? body.detail, credits: null }),
  input_not_taken: (body) => ({
    sentence: body.detail.replace(" Nothing was charged.", "") || "The model does not take this file.",
    credits: NOTHING_CHARGED,
  }),
  operation_unavailable: (body) => ({ sentence: body.detail, credits: NOTHING_CHARGED }),
  prompt_refused: (body) => ({
    sentence: body.detail.replace(" Nothing was held or charged.", "") || "This is not made here.",
    credits: NOTHING_CHARGED,
  }),
  output_withheld: (body) => ({
    sentence: body.detail.replace(" It is not charged.", "") || "The result was withheld.",
    credits: NOTHING_CHARGED,
  }),
  content_refused: (body) => ({
    sentence: body.detail || "The provider will not make this. Change the words.",
    credits: null,
  }),
  not_retryable: (body) => ({
    sentence: body.detail.replace(" Nothing was charged.", "") || "This run cannot be made once more.",
    credits: NOTHING_CHARGED,
  }),
  upload_refused: (body) => ({ sentence: body.detail || "This file cannot be used.", credits: null }),
  provider_unavailable: () => ({ sentence: "What makes this could not be reached.", credits: null }),
  provider_failed: () => ({ sentence: "What makes this stopped before it was done.", credits: null }),
  deadline_passed: () => ({ sentence: "It took too long, so we stopped it.", credits: null }),
  outcome_unknown: () => ({ sentence: "We lost the line and never learned what came of it.", credits: null }),
  storage_full: () => ({ sentence: "The storage of this server is full.", credits: NOTHING_CHARGED }),
  storage_failed: () => ({ sentence: "The storage of this server failed.", credits: NOTHING_CHARGED }),
  key_refused: (body) => ({ sentence: body.detail, credits: null }),
  key_exists: () => ({ sentence: "This key was added before.", credits: null }),
  own_key_failed: (body) => ({ sentence: body.detail, credits: NOTHING_CHARGED }),
  cancelled: () => ({ sentence: "You cancelled this run.", credits: null }),
  payments_unavailable: () => ({
    sentence: "Payments are not available at the moment. Try again in a few minutes.",
    credits: NOTHING_CHARGED,
  }),
  payment_refused: (body) => ({ sentence: body.detail || "The payment was not taken.", credits: null }),
  billing_address_required: () => ({
    sentence: "Tell us your name and State first: they stand on the invoice.",
    credits: NOTHING_CHARGED,
  }),
  already_subscribed: () => ({
    sentence: "You have a subscription. Change its plan instead of taking a second one.",
    credits: NOTHING_CHARGED,
  }),
  no_subscription: () => ({
    sentence: "There is no subscription to do this with.",
    credits: NOTHING_CHARGED,
  }),
  plan_not_changed: (body) => ({ sentence: body.detail, credits: NOTHING_CHARGED }),
  preview_expired: () => ({
    sentence: "This difference was worked out more than 30 minutes ago. Look at it again.",
    credits: NOTHING_CHARGED,
  }),
  coupon_refused: (body) => ({ sentence: body.detail, credits: NOTHING_CHARGED }),
  trial_refused: (body) => ({ sentence: body.detail, credits: NOTHING_CHARGED }),
  not_ready: () => ({
    sentence: "The server is starting or stopping. Try again in a moment.",
    credits: NOTHING_CHARGED,
  }),
  internal: () => ({ sentence: "Something went wrong on the server.", credits: NOTHING_CHARGED }),
  unknown_flow: () => ({ sentence: "There is no such flow here.", credits: null }),
  not_found: () => ({ sentence: "There is nothing at this address.", credits: null }),
};

function wrongCredentials(attemptsLeft: number | undefined): string {
  const sentence = "E-mail and password do not match.";
  if (attemptsLeft === undefined) return sentence;
  const names = ["No", "One", "Two", "Three", "Four", "Five"];
  return `${sentence} ${names[attemptsLeft] ?? attemptsLeft} ${attemptsLeft === 1 ? "try" : "tries"} left.`;
}

/** One or two sentences for any error, ours or not. */
export function wordsFor(error: unknown): ProblemWords {
  if (error instanceof ApiProblem) {
    const known = WORDS[error.code];
    if (known) return known(error.body);
    return { sentence: error.message || "Something went wrong on the server.", credits: null };
  }
  return { sentence: "Something went wrong on this page.", credits: null };
}

/** The code to show beside the words, so that a report can name it. */
export function codeOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.code;
  return error instanceof Error ? error.name : "unknown";
}
