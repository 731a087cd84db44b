/** Whether a media query matches now, following its changes. */
import { useCallback, useSyncExternalStore } from "react";

/** Below the first breakpoint: popovers become sheets, the bottom bar stands in for the sidebar. */
export const PHONE = "(max-width: 639px)";
/** At least the breakpoint from which the sidebar shows its words. */
export const WIDE = "(min-width: 1024px)";

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const list = window.matchMedia?.(query);
      list?.addEventListener("change", onChange);
      return () => list?.removeEventListener("change", onChange);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia?.(query).matches ?? false);
}
