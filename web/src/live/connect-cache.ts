/**
 * Ties the stream to the query cache: takes a snapshot of the live entries, asks the reducer, writes and refetches what it says.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "../api/types.ts";
import { toast } from "../ui/toast.tsx";
import { applyEvent, type CacheEntry } from "./apply-event.ts";

/** The first words of the cache keys that events can change. */
const LIVE_KEYS = new Set(["generation", "messages", "conversation", "conversations", "balance"]);

/** After a gap everything on screen is refetched, but not more often than this: a server that skips numbers must not cause a storm. */
const REFETCH_EVERY_MS = 3_000;

/** An answer that was under way when an event came may be older than the event, and where nothing carries a version nobody can tell. It is asked for again this much later, once however many events came. */
const ASK_AGAIN_AFTER_MS = 1_000;

/** Returns what to call with every event, and how to stop. */
export function connectCache(queryClient: QueryClient): {
  onEvent: (event: LiveEvent) => void;
  stop: () => void;
} {
  let seq: number | null = null;
  let refetchedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overtaken = new Map<string, ReturnType<typeof setTimeout>>();

  const askAgain = (key: readonly unknown[]) => {
    const name = JSON.stringify(key);
    if (overtaken.has(name)) return;
    const again = () => {
      overtaken.delete(name);
      void queryClient.invalidateQueries({ queryKey: key, exact: true });
    };
    overtaken.set(name, setTimeout(again, ASK_AGAIN_AFTER_MS));
  };

  const refetchEverything = () => {
    if (timer !== undefined) return;
    const wait = Math.max(0, refetchedAt + REFETCH_EVERY_MS - performance.now());
    timer = setTimeout(() => {
      timer = undefined;
      refetchedAt = performance.now();
      void queryClient.invalidateQueries({
        predicate: (query) => query.queryKey[0] !== "session" && query.queryKey[0] !== "quote",
      });
    }, wait);
  };

  return {
    onEvent(event) {
      const change = applyEvent(seq, snapshot(queryClient), event);
      seq = change.seq;
      if (change.told) {
        const { tone, title, detail } = change.told;
        toast({ tone, title, detail });
      }
      for (const { key, data } of change.writes) {
        if (queryClient.getQueryState(key)?.fetchStatus === "fetching") askAgain(key);
        queryClient.setQueryData(key, data);
      }
      for (const key of change.invalidate) {
        if (key.length === 0) refetchEverything();
        else void queryClient.invalidateQueries({ queryKey: key });
      }
    },
    stop: () => {
      clearTimeout(timer);
      for (const again of overtaken.values()) clearTimeout(again);
    },
  };
}

function snapshot(queryClient: QueryClient): CacheEntry[] {
  return queryClient
    .getQueryCache()
    .getAll()
    .filter((query) => LIVE_KEYS.has(String(query.queryKey[0])) && query.state.data !== undefined)
    .map((query) => ({ key: query.queryKey, data: query.state.data }));
}
