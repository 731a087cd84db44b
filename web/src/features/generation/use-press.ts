/** What a pointer means on a picture: once, twice, or held. */
import { type PointerEvent, useEffect, useRef } from "react";

/** A finger that stays this long asks for more. */
const LONG_PRESS_MS = 500;
/** How long the first click of a mouse waits for a second. Acting at once would move the picture away from under the second. */
const SECOND_CLICK_MS = 220;
/** A finger that moves farther than this between two events is scrolling. */
const STILL_PX = 4;

type PressFacts = {
  onTap: () => void;
  onDoubleTap: () => void;
  onLongPress: () => void;
  /** Whether a single click of a mouse moves things, so that it has to wait for a second one. */
  patient: boolean;
};

/** Handlers for the element that is pressed. A long press eats the click that follows it. */
export function usePress({ onTap, onDoubleTap, onLongPress, patient }: PressFacts) {
  const holding = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pointer = useRef("");
  const wasLong = useRef(false);
  const letGo = () => clearTimeout(holding.current);
  useEffect(
    () => () => {
      clearTimeout(holding.current);
      clearTimeout(waiting.current);
    },
    [],
  );
  return {
    onPointerDown: (event: PointerEvent) => {
      wasLong.current = false;
      pointer.current = event.pointerType;
      if (event.pointerType !== "touch") return;
      holding.current = setTimeout(() => {
        wasLong.current = true;
        onLongPress();
      }, LONG_PRESS_MS);
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onPointerMove: (event: PointerEvent) => {
      if (Math.hypot(event.movementX, event.movementY) > STILL_PX) letGo();
    },
    onClick: () => {
      clearTimeout(waiting.current);
      if (wasLong.current) wasLong.current = false;
      else if (pointer.current === "mouse" && patient) waiting.current = setTimeout(onTap, SECOND_CLICK_MS);
      else onTap();
    },
    onDoubleClick: () => {
      clearTimeout(waiting.current);
      onDoubleTap();
    },
  };
}
