/** A number that counts to its new value in 400 ms; at once with reduced motion. */
import { useEffect, useRef, useState } from "react";
import { prefersReducedMotion } from "../../ui/preferences.ts";

const COUNT_MS = 400;

/** The figure to show now. The first known value is shown without counting. */
export function useCounted(value: number | undefined): number | undefined {
  const [shown, setShown] = useState(value);
  const shownNow = useRef(value);

  useEffect(() => {
    const show = (next: number | undefined) => {
      shownNow.current = next;
      setShown(next);
    };
    const from = shownNow.current;
    if (value === undefined || from === undefined || from === value || prefersReducedMotion()) {
      show(value);
      return;
    }
    let startedAt: number | null = null;
    let frame = requestAnimationFrame(function step(now) {
      startedAt ??= now;
      const part = Math.min(1, (now - startedAt) / COUNT_MS);
      const eased = 1 - (1 - part) ** 3;
      show(Math.round(from + (value - from) * eased));
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [value]);

  return shown;
}
