import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPreference } from "../ui/preferences.ts";
import { type Action, listenForShortcuts, registerActions } from "./actions.ts";

let cleanups: (() => void)[] = [];

beforeEach(() => {
  cleanups = [listenForShortcuts()];
});
afterEach(() => {
  for (const cleanup of cleanups) cleanup();
  setPreference("letterShortcuts", true);
  document.body.replaceChildren();
});

function action(shortcut: string, canRun = true) {
  const run = vi.fn();
  const registered: Action = { id: shortcut, label: shortcut, shortcut, canRun: () => canRun, run };
  cleanups.push(registerActions([registered]));
  return run;
}

function press(key: string, on: EventTarget = document.body, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  on.dispatchEvent(event);
  return event;
}

test("a letter runs its action, whatever its case, and is taken from the page", () => {
  const run = action("N");
  expect(press("n").defaultPrevented).toBe(true);
  expect(run).toHaveBeenCalledTimes(1);
});

test("letters stay with text fields, menus and dialogs", () => {
  const run = action("N");
  document.body.innerHTML = '<input><div role="dialog"><button></button></div>';
  for (const element of document.body.querySelectorAll("input, button")) press("n", element);
  expect(run).not.toHaveBeenCalled();
});

test("letters can be switched off, chords with a modifier stay", () => {
  const letter = action("N");
  const chord = action("mod+.");
  setPreference("letterShortcuts", false);
  press("n");
  press(".", document.body, { ctrlKey: true });
  expect(letter).not.toHaveBeenCalled();
  expect(chord).toHaveBeenCalledTimes(1);
});

test("G then F runs the sequence; F alone and G then X do not", () => {
  const run = action("G then F");
  press("f");
  press("g");
  press("x");
  press("f");
  expect(run).not.toHaveBeenCalled();
  press("g");
  press("f");
  expect(run).toHaveBeenCalledTimes(1);
});

test("an action that cannot run now gives way to the one before it", () => {
  const general = action("P");
  const special = action("P", false);
  press("p");
  expect(general).toHaveBeenCalledTimes(1);
  expect(special).not.toHaveBeenCalled();
});

test("an action that was taken back no longer runs", () => {
  const run = action("N");
  cleanups.pop()?.();
  press("n");
  expect(run).not.toHaveBeenCalled();
});
