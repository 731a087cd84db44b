/**
 * The one registry of what can be done from the keyboard.
 *
 * Every shortcut is an action with a name, so that the keyboard map (`?`) is drawn from the
 * same list the keys run from. A screen registers its actions while it is mounted. A
 * shortcut is written as it is pressed: "N", "/", "G then C", "mod+." (mod is ⌘ or Ctrl).
 */
import { useEffect, useSyncExternalStore } from "react";
import { preferences } from "../ui/preferences.ts";

export type Action = {
  id: string;
  /** What it does, as the keyboard map says it: "New conversation". */
  label: string;
  shortcut: string;
  /** Asked at the moment the key is pressed. */
  canRun: () => boolean;
  run: () => void;
};

/** How long after the first key of "G then C" the second may follow. */
const SEQUENCE_MS = 1_200;

let registered: Action[] = [];
const listeners = new Set<() => void>();

function replace(next: Action[]): void {
  registered = next;
  for (const listener of listeners) listener();
}

/** Adds actions; a later one with the same shortcut wins. Returns how to take them back. */
export function registerActions(actions: Action[]): () => void {
  replace([...registered, ...actions]);
  return () => replace(registered.filter((action) => !actions.includes(action)));
}

/** Registers actions while the calling component is mounted. Pass a memoised list. */
export function useActions(actions: Action[]): void {
  useEffect(() => registerActions(actions), [actions]);
}

/** Everything that can be done now, for the keyboard map. */
export function useRegisteredActions(): Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
  );
}

/** Listens for keys on the whole window. Returns how to stop. */
export function listenForShortcuts(): () => void {
  let first: { key: string; at: number } | null = null;
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = pressedKey(event);
    if (!pressed || event.defaultPrevented || event.repeat) return;
    const isLetter = !pressed.startsWith("mod+");
    if (isLetter && (!preferences().letterShortcuts || isTyping(event.target))) return;

    const sequence =
      first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} then ${pressed}` : null;
    first = null;
    const action = (sequence && find(sequence)) || find(pressed);
    if (action) {
      event.preventDefault();
      action.run();
    } else if (registered.some((other) => other.shortcut.startsWith(`${pressed} then `))) {
      first = { key: pressed, at: event.timeStamp };
    }
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}

function find(shortcut: string): Action | undefined {
  return registered.findLast((action) => action.shortcut === shortcut && action.canRun());
}

function pressedKey(event: KeyboardEvent): string | null {
  if (event.altKey || ["Shift", "Control", "Meta", "Alt"].includes(event.key)) return null;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key;
}

/** Text fields keep their letters; menus and dialogs use letters and arrows themselves. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest("input, textarea, select, [contenteditable=true], [role=menu], [role=dialog]") !== null
  );
}
