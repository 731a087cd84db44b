import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Balance, LiveEvent } from "../api/types.ts";
import { connectCache } from "./connect-cache.ts";

const KEY = ["balance"];
const balance = (available: number): Balance => ({
  available,
  held: 0,
  plan: "free",
  lots: [],
  nextExpiry: null,
  nextExpiryCredits: 0,
  owed: 0,
  budgets: [],
});
const event = (seq: number, available: number): LiveEvent => ({
  type: "balance.updated",
  seq,
  at: 0,
  data: balance(available),
});

describe("an answer that was under way when an event came", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is asked for again, once, because it may be older than the event", async () => {
    const client = new QueryClient();
    const answers = [5, 3];
    let asked = 0;
    const waiting: (() => void)[] = [];
    const ask = () =>
      new Promise<Balance>((resolve) => {
        const answer = balance(answers[asked] ?? Number.NaN);
        asked += 1;
        waiting.push(() => resolve(answer));
      });
    client.setQueryData(KEY, balance(9));
    const { onEvent, stop } = connectCache(client);
    const first = client.fetchQuery({ queryKey: KEY, queryFn: ask, networkMode: "always" });
    await vi.advanceTimersByTimeAsync(0);
    onEvent(event(1, 4));
    onEvent(event(2, 3));
    expect(client.getQueryData(KEY)).toEqual(balance(3));
    // The answer is from before both events.
    waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    await first;
    expect(client.getQueryData(KEY)).toEqual(balance(5));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(client.getQueryState(KEY)?.isInvalidated).toBe(true);
    stop();
  });

  it("is left alone when nothing was under way", async () => {
    const client = new QueryClient();
    client.setQueryData(KEY, balance(9));
    const { onEvent, stop } = connectCache(client);
    onEvent(event(1, 4));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(client.getQueryData(KEY)).toEqual(balance(4));
    expect(client.getQueryState(KEY)?.isInvalidated).toBe(false);
    stop();
  });
});
