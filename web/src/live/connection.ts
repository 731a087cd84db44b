/** Whether live updates are arriving, for the line that says "Reconnecting…". */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConnectionState } from "./stream.ts";

let state: ConnectionState = "connecting";
const listeners = new Set<() => void>();

/** Called by the stream. */
export function setConnectionState(next: ConnectionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** A line that drops and comes back within this time is nobody's business. */
const WORTH_SAYING_AFTER_MS = 2_000;

/** Whether the line has been lost long enough to say so. */
export function useIsReconnecting(): boolean {
  const lost = useConnectionState() === "reconnecting";
  const [worthSaying, setWorthSaying] = useState(false);
  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setWorthSaying(true), WORTH_SAYING_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setWorthSaying(false);
    };
  }, [lost]);
  return lost && worthSaying;
}
