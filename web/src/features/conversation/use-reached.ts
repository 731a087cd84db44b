/** Calls when an element comes near the screen: the keyset page after the last, or before the first. */
import { type RefObject, useEffect, useRef } from "react";

/** How near, in pixels: about one screen ahead, so that the page is there before its place is. */
const AHEAD = 600;

export function useReached(
  marker: RefObject<HTMLElement | null>,
  active: boolean,
  onReached: () => void,
): void {
  const latest = useRef(onReached);
  latest.current = onReached;
  useEffect(() => {
    const element = marker.current;
    if (!active || !element || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && latest.current(),
      { root: planeOf(element), rootMargin: `${AHEAD}px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [marker, active]);
}

/** The plane that scrolls the element. It must be named: a margin around the window does not reach past the edge of a plane inside it. */
function planeOf(element: HTMLElement): HTMLElement | null {
  for (let plane = element.parentElement; plane; plane = plane.parentElement)
    if (/auto|scroll/.test(getComputedStyle(plane).overflowY)) return plane;
  return null;
}
