/** Making a run once more: its price is asked for before the button names it. */
import { useEffect, useMemo } from "react";
import type { Generation, Quote, RunInput } from "../../api/types.ts";
import { NOWHERE, type QuotePlace, withFiles } from "./create-quote.ts";
import { sameInput } from "./draft-store.ts";
import { useQuote } from "./use-quote.ts";
import type { SendState } from "./use-send.ts";

type UseAgain = {
  /** The end of the branch on screen. */
  place: QuotePlace | null;
  generation: Generation | undefined;
  /** The same seed makes the same picture, a new one another. */
  seed: "same" | "new";
  send: SendState;
  /** Ask for the price only while the button is on screen. */
  active: boolean;
};

export function useAgain({ place, generation, seed, send, active }: UseAgain): {
  quote: Quote | null;
  busy: boolean;
  run: () => void;
} {
  const known = place !== null;
  // What came with the words comes with them again.
  const attached = generation?.retryOf ? [] : (generation?.inputAssets ?? []);
  const there = place && withFiles(place, attached);
  const input = useMemo(
    () => (generation && active && known ? inputAgain(generation.inputData, seed) : null),
    [generation, active, known, seed],
  );
  const { quote, expired, renew } = useQuote(there ?? NOWHERE, input);
  // biome-ignore lint/correctness/useExhaustiveDependencies: renewed once each time it runs out
  useEffect(() => {
    if (expired) renew();
  }, [expired]);
  return {
    quote: expired ? null : quote,
    busy: send.sending !== null && input !== null && sameInput(send.sending.input, input),
    run: () => {
      if (!there || !input || !quote || !generation) return;
      const { prompt: words, aspectRatio } = generation.inputData;
      send.send({ input, words, aspectRatio, quote, place: there, from: "again" });
    },
  };
}

function inputAgain(input: Generation["inputData"], seed: "same" | "new"): RunInput {
  // A form is asked again as it was filled in; which seed its steps take, its flow says.
  return input.fields ?? pictureAgain(input, seed);
}

function pictureAgain(
  { prompt, aspectRatio, style, quality, seed: made, model }: Generation["inputData"],
  seed: "same" | "new",
): RunInput {
  return {
    prompt,
    aspectRatio,
    style,
    quality,
    ...(seed === "same" ? { seed: made } : {}),
    ...(model ? { model } : {}),
  };
}
