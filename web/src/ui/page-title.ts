/** The name of the page: in the browser's title, and in the header on phones. */
import { useEffect, useSyncExternalStore } from "react";

let title = "";
const listeners = new Set<() => void>();

function set(next: string): void {
  title = next;
  document.title = next ? `${next} · Marty Martin` : "Marty Martin";
  for (const listener of listeners) listener();
}

/** Names the page while the calling component is on screen. */
export function usePageTitle(name: string): void {
  useEffect(() => set(name), [name]);
}

/** The name as it stands now. */
export function useCurrentPageTitle(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => title,
  );
}
