/** What the button says that makes once more what failed, and what such a run uses again. */
import type { Asset, Generation, Quote } from "../../api/types.ts";
import { formatCredits } from "../../ui/format.ts";

/** "Retry the failed step for 12 credits"; without a price the button asks for it first. */
export function retryWords({ steps }: Generation, quote: Quote | null): string {
  const missing = steps.filter(({ status }) => status !== "completed").length;
  const what = missing > 1 ? `the ${missing} missing steps` : "the failed step";
  return quote ? `Retry ${what} for ${formatCredits(quote.credits)}` : `Retry ${what}`;
}

const NOUNS: Record<Asset["type"], string> = { image: "picture", video: "clip", audio: "recording" };

/** "the picture", "the picture and the recording", "3 results". */
export function reusedWords(assets: Asset[]): string {
  const [first, second, ...rest] = assets.map(({ type }) => `the ${NOUNS[type]}`);
  if (rest.length > 0 || (second !== undefined && first === second)) return `${assets.length} results`;
  return second === undefined ? (first ?? "nothing") : `${first} and ${second}`;
}
