/** What a finished run cost, as the one line under it. The same words everywhere: quoted, held, charged, returned. */
import type { Generation } from "../../api/types.ts";
import { formatCount, formatCredits, formatDecimal, formatDuration } from "../../ui/format.ts";
import { cachedWords } from "./cached-words.ts";

export type Receipt = {
  icon: "held" | "charged" | "returned" | "cached";
  /** "Quoted 2, held 2, charged 2" */
  title: string;
  /** What else is worth knowing: what came back, what made it, how long it took. */
  facts: string[];
};

type Priced = Pick<
  Generation,
  | "status"
  | "batch"
  | "creditsHeld"
  | "creditsUsed"
  | "creditsReturned"
  | "quote"
  | "steps"
  | "cachedFrom"
  | "startedAt"
  | "completedAt"
>;

export function receiptOf(generation: Priced): Receipt {
  const { status, quote, creditsUsed, batch, cachedFrom } = generation;
  if (cachedFrom)
    return { icon: "cached", title: cachedWords(cachedFrom.madeAt), facts: ["Charged 0", quote.model.name] };
  if (batch && status === "completed")
    return {
      icon: "charged",
      title: `${formatDecimal(batch.price)} of its batch's price`,
      facts: [maker(generation), ...elapsed(generation)],
    };
  if (status === "queued" || status === "processing")
    return {
      icon: "held",
      title: `${formatCredits(generation.creditsHeld)} held.`,
      facts: ["Not charged until it is done."],
    };
  const quoted = formatCount(quote.credits);
  // What is quoted is what was held: the run was accepted with exactly that.
  const charged = `Quoted ${quoted}, held ${quoted}, charged ${formatCount(creditsUsed)}`;
  if (status === "completed") {
    const back = quote.credits - creditsUsed;
    const facts = [maker(generation), ...elapsed(generation)];
    return {
      icon: "charged",
      title: charged,
      facts: back > 0 ? [`${formatCredits(back)} back`, ...facts] : facts,
    };
  }
  if (creditsUsed === 0) return { icon: "returned", title: allBack(quote.credits), facts: ["Charged 0"] };
  return { icon: "returned", title: charged, facts: [`${formatCredits(generation.creditsReturned)} back`] };
}

/** "All 2 credits are back.", "The 1 credit is back." */
export function allBack(credits: number): string {
  if (credits === 0) return "Nothing was charged.";
  return credits === 1 ? "Your 1 credit is back." : `All ${formatCredits(credits)} are back.`;
}

/** Who made it: another than was quoted, where that one was not available. */
function maker({ quote, steps }: Priced): string {
  return steps[0]?.model.name ?? quote.model.name;
}

function elapsed({ startedAt, completedAt }: Priced): string[] {
  return startedAt === null || completedAt === null ? [] : [formatDuration(completedAt - startedAt)];
}
