/** Whether the keyboard map is open; anything in the shell may open it. */
import { useSyncExternalStore } from "react";

let open = false;
const listeners = new Set<() => void>();

export function setKeyboardMapOpen(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

export function openKeyboardMap(): void {
  setKeyboardMapOpen(true);
}

export function useKeyboardMapOpen(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
