/** Whether an identical result that was made before will do: what the person last chose, and what they say of these words. */
import { useState } from "react";
import type { RunInput } from "../../api/types.ts";

/** The person's choice, kept with their account. */
export type CacheChoice = { allowed: boolean; allow: (next: boolean) => void };

export type CachedOfferState = {
  /** An earlier result may answer these words. */
  useCache: boolean;
  /** It was said of these words that they are to be made anew. */
  anew: boolean;
  makeAnew: () => void;
  takeEarlier: () => void;
};

/** "Make it anew" holds for the words it was said of: others may be answered with an earlier result again. */
export function useCachedOffer({ allowed }: CacheChoice, input: RunInput | null): CachedOfferState {
  const name = JSON.stringify(input);
  const [anewFor, setAnewFor] = useState<string | null>(null);
  const anew = allowed && input !== null && anewFor === name;
  return {
    useCache: allowed && !anew,
    anew,
    makeAnew: () => setAnewFor(name),
    takeEarlier: () => setAnewFor(null),
  };
}
