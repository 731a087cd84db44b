/** A draft as state: what was typed and chosen, and how to change it. */
import { useCallback, useSyncExternalStore } from "react";
import { type Draft, readDraft, subscribeToDrafts, writeDraft } from "./draft-store.ts";

export function useDraft(key: string): [Draft, (change: Partial<Draft>) => void] {
  const draft = useSyncExternalStore(subscribeToDrafts, () => readDraft(key));
  const change = useCallback((next: Partial<Draft>) => writeDraft(key, next), [key]);
  return [draft, change];
}
