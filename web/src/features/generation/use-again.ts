/** Making a run once more: its price is asked for before the button names it. */
import { useEffect, useMemo } from "react";
import type { Generation, Quote, RunInput } from "../../api/types.ts";
import { sameInput } from "./draft-store.ts";
import { useQuote } from "./use-quote.ts";
import type { SendState } from "./use-send.ts";

type UseAgain = {
  flowId: string;
  generation: Generation | undefined;
  /** The same seed makes the same picture, a new one another. */
  seed: "same" | "new";
  send: SendState;
  /** Ask for the price only while the button is on screen. */
  active: boolean;
};

export function useAgain({ flowId, generation, seed, send, active }: UseAgain): {
  quote: Quote | null;
  busy: boolean;
  run: () => void;
} {
  const input = useMemo(
    () => (generation && active ? inputAgain(generation.inputData, seed) : null),
    [generation, active, seed],
  );
  const { quote, expired, renew } = useQuote({ flowId, conversationId: generation?.conversationId }, input);
  // biome-ignore lint/correctness/useExhaustiveDependencies: renewed once each time it runs out
  useEffect(() => {
    if (expired) renew();
  }, [expired]);
  return {
    quote: expired ? null : quote,
    busy: send.sending !== null && input !== null && sameInput(send.sending.input, input),
    run: () => {
      if (!input || !quote || !generation) return;
      const { prompt: words, aspectRatio } = generation.inputData;
      send.send({ input, words, aspectRatio, quote, from: "again" });
    },
  };
}

function inputAgain(input: Generation["inputData"], seed: "same" | "new"): RunInput {
  // A form is asked again as it was filled in; which seed its steps take, its flow says.
  return input.fields ?? pictureAgain(input, seed);
}

function pictureAgain(
  { prompt, aspectRatio, style, quality, seed: made }: Generation["inputData"],
  seed: "same" | "new",
): RunInput {
  return { prompt, aspectRatio, style, quality, ...(seed === "same" ? { seed: made } : {}) };
}
