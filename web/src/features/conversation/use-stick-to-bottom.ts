/**
 * A thread that stays at its end while it grows, but only for those who are there: someone reading above is left alone, and older messages that load on top do
 * not move what is being read.
 */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Closer to the end than this, in pixels, counts as being there. */
const NEAR = 80;

export function useStickToBottom(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  resetKey: string | undefined,
  oldestKey: string | undefined,
): void {
  const sticks = useRef(true);
  const before = useRef<{ oldestKey: string | undefined; height: number; top: number }>({
    oldestKey,
    height: 0,
    top: 0,
  });

  // Another conversation opens at its end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what says that it is another conversation
  useLayoutEffect(() => {
    sticks.current = true;
    toEnd(scroller.current);
  }, [scroller, resetKey]);

  // Older messages came on top: keep what was being read where it was.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const last = before.current;
    const grewOnTop =
      last.oldestKey !== undefined &&
      oldestKey !== undefined &&
      last.oldestKey !== oldestKey &&
      last.height > 0;
    if (grewOnTop && !sticks.current) element.scrollTop = last.top + (element.scrollHeight - last.height);
    before.current = { oldestKey, height: element.scrollHeight, top: element.scrollTop };
  }, [scroller, oldestKey]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      // Only a person moves up. Growth makes the end farther away too, and its own scroll event comes before the observer below is told.
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      if (isNear) sticks.current = true;
      else if (element.scrollTop < before.current.top - 1) sticks.current = false;
      before.current = { ...before.current, height: element.scrollHeight, top: element.scrollTop };
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    // Both may change the end: the thread grows, or the composer below it does and leaves less room.
    const observer =
      typeof ResizeObserver === "undefined"
        ? null
        : new ResizeObserver(() => sticks.current && toEnd(element));
    observer?.observe(element);
    if (content.current) observer?.observe(content.current);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer?.disconnect();
    };
  }, [scroller, content]);
}

function toEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
