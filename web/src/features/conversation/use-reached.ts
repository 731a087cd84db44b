/** Calls when an element comes near the screen: the keyset page after the last, or before the first. */
import { type RefObject, useEffect, useRef } from "react";

export function useReached(
  marker: RefObject<HTMLElement | null>,
  active: boolean,
  onReached: () => void,
): void {
  const latest = useRef(onReached);
  latest.current = onReached;
  useEffect(() => {
    if (!active || !marker.current || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { rootMargin: "400px" },
    );
    observer.observe(marker.current);
    return () => observer.disconnect();
  }, [marker, active]);
}
