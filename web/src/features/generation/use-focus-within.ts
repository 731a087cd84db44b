/**
 * Whether the focus is inside, for a layout that changes with it.
 *
 * A press elsewhere takes the focus away before it is released. If the layout changed at once, what was pressed could move from under the pointer and the click
 * would be lost; so leaving counts only after the release.
 */
import { type FocusEvent, useEffect, useRef, useState } from "react";

export function useFocusWithin() {
  const [within, setWithin] = useState(false);
  const isPressed = useRef(false);
  const leaving = useRef(false);

  useEffect(() => {
    const onDown = () => {
      isPressed.current = true;
    };
    const onUp = () => {
      isPressed.current = false;
      if (!leaving.current) return;
      leaving.current = false;
      // After the click that this release makes.
      setTimeout(() => setWithin(false));
    };
    document.addEventListener("pointerdown", onDown, true);
    document.addEventListener("pointerup", onUp, true);
    document.addEventListener("pointercancel", onUp, true);
    return () => {
      document.removeEventListener("pointerdown", onDown, true);
      document.removeEventListener("pointerup", onUp, true);
      document.removeEventListener("pointercancel", onUp, true);
    };
  }, []);

  return {
    within,
    handlers: {
      onFocus: () => {
        leaving.current = false;
        setWithin(true);
      },
      onBlur: (event: FocusEvent) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        if (isPressed.current) leaving.current = true;
        else setWithin(false);
      },
    },
  };
}
