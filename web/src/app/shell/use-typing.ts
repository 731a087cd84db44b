/** Whether an on-screen keyboard is open: a text field has the focus and the screen shrank. */
import { useSyncExternalStore } from "react";

/** A keyboard takes more than this part of the screen's height. */
const KEYBOARD_PART = 0.2;

function isTyping(): boolean {
  const view = window.visualViewport;
  if (!view || !document.activeElement?.matches("input, textarea")) return false;
  return (
    view.height < window.screen.height * (1 - KEYBOARD_PART) &&
    view.height < window.innerHeight * (1 - KEYBOARD_PART)
  );
}

function subscribe(onChange: () => void): () => void {
  const view = window.visualViewport;
  view?.addEventListener("resize", onChange);
  return () => view?.removeEventListener("resize", onChange);
}

export function useTyping(): boolean {
  return useSyncExternalStore(subscribe, isTyping);
}
