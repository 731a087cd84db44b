/** The price of what is typed, shortly after the last key. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Quote, RunInput } from "../../api/types.ts";
import { type QuotePlace, quoteQuery } from "./create-quote.ts";
import { sameInput } from "./draft-store.ts";
import { expiresAtHere } from "./price-state.ts";

/** Long enough not to ask for every letter, short enough that price and Send are there 300 ms after the last key on a near server. */
const DEBOUNCE_MS = 200;

export type QuoteFacts = {
  quote: Quote | null;
  /** The newest input still waits for its price. */
  waiting: boolean;
  error: unknown;
  expired: boolean;
  /** On this computer's clock. */
  expiresAt: number | null;
  /** Asks again, for an expired or failed price. */
  renew: () => void;
};

export function useQuote(place: QuotePlace, input: RunInput | null): QuoteFacts {
  const settled = useSettled(input);
  const query = useQuery(quoteQuery(place, input && settled));
  const quote = query.data ?? null;
  const expiresAt = quote ? expiresAtHere(quote, query.dataUpdatedAt) : null;
  const expired = useIsPast(expiresAt);
  const moving = input !== settled && !(input && settled && sameInput(input, settled));
  return {
    quote: moving || !input ? null : quote,
    waiting: input !== null && (moving || query.isFetching),
    error: moving ? null : query.error,
    expired,
    expiresAt,
    renew: () => void query.refetch(),
  };
}

/** The input once it has stood still. Clearing takes effect at once. */
function useSettled(input: RunInput | null): RunInput | null {
  const [settled, setSettled] = useState(input);
  const text = JSON.stringify(input);
  useEffect(() => {
    const next = JSON.parse(text) as RunInput | null;
    const timer = setTimeout(() => setSettled(next), next === null ? 0 : DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Whether a time has passed, turning true when it does. */
function useIsPast(time: number | null): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    if (time === null) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, time - Date.now()) + 50);
    return () => clearTimeout(timer);
  }, [time]);
  return time !== null && now >= time;
}
