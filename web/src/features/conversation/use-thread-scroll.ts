/**
 * Where a thread stands while it changes.
 *
 * Whoever is at the end stays at the end while it grows. Whoever reads above is left alone: the part at the top of the plane keeps its place, whatever loads
 * over it or grows beside it, until they go back. The browser's own scroll anchoring is switched off for the plane (not every browser has it, and two that
 * correct the same move would correct it twice).
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Closer to the end than this, in pixels, counts as being there. */
const NEAR = 80;

/** What is being read: a part of a turn and the turn itself, each with its distance from the start of the content, in pixels. */
type Anchor = { element: Element; offset: number }[];

export type ThreadScroll = {
  /** Whether the end is out of sight. */
  away: boolean;
  jumpToEnd: () => void;
  /** What is at the top keeps its place from now on, also when what is below is about to change. */
  stayHere: () => void;
};

/** `resetKey` changes when another conversation is shown; `version` with every change of what is in it. */
export function useThreadScroll(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  resetKey: string | undefined,
  version: unknown,
): ThreadScroll {
  const sticks = useRef(true);
  const anchor = useRef<Anchor>([]);
  const [away, setAway] = useState(false);

  const keepPlace = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    if (sticks.current) toEnd(element);
    else anchor.current = restore(element, anchor.current);
  }, [scroller]);

  const jumpToEnd = useCallback(() => {
    sticks.current = true;
    setAway(false);
    if (scroller.current) toEnd(scroller.current);
  }, [scroller]);

  const stayHere = useCallback(() => {
    sticks.current = false;
    if (scroller.current) anchor.current = findAnchor(scroller.current);
  }, [scroller]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation opens at its end
  useLayoutEffect(jumpToEnd, [jumpToEnd, resetKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is put right before it is painted
  useLayoutEffect(keepPlace, [keepPlace, version]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let top = element.scrollTop;
    const onScroll = () => {
      // Only a person moves up. Growth makes the end farther away too, and that must not count as leaving it.
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      if (isNear) sticks.current = true;
      else if (element.scrollTop < top - 1) sticks.current = false;
      top = element.scrollTop;
      if (!sticks.current) anchor.current = findAnchor(element);
      setAway(!sticks.current);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    // Both may change the end: the thread grows, or the composer below it does and leaves less room.
    const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(keepPlace);
    observer?.observe(element);
    if (content.current) observer?.observe(content.current);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer?.disconnect();
    };
  }, [scroller, content, keepPlace]);

  return { away, jumpToEnd, stayHere };
}

function toEnd(element: HTMLElement): void {
  element.scrollTop = element.scrollHeight;
}

/** Distance from the start of the content: the same wherever the plane is scrolled to. */
function offsetIn(scroller: HTMLElement, element: Element): number {
  return element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

/** The first turn in sight, and the first part of it that is. */
function findAnchor(scroller: HTMLElement): Anchor {
  const top = scroller.getBoundingClientRect().top;
  const isInSight = (element: Element) => element.getBoundingClientRect().bottom > top;
  const turn = [...scroller.querySelectorAll("[data-turn]")].find(isInSight);
  if (!turn) return [];
  const part = [...turn.children].find(isInSight);
  return [part, turn]
    .flatMap((element) => element ?? [])
    .map((element) => ({
      element,
      offset: offsetIn(scroller, element),
    }));
}

/** Moves the plane by as much as the anchor moved, and says where the anchor is now. A part may have been replaced (a run by its picture); its turn stays. */
function restore(scroller: HTMLElement, anchor: Anchor): Anchor {
  const kept = anchor.find(({ element }) => element.isConnected);
  if (!kept) return anchor;
  const moved = offsetIn(scroller, kept.element) - kept.offset;
  if (moved !== 0) scroller.scrollTop += moved;
  return anchor.map(({ element }) => ({ element, offset: offsetIn(scroller, element) }));
}
