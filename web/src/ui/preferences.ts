/**
 * What a person set for this browser: contrast, motion, single-letter shortcuts. Kept in
 * localStorage, worn by the root element as data attributes so that the tokens follow.
 */
import { useSyncExternalStore } from "react";

export type Preferences = { highContrast: boolean; reducedMotion: boolean; letterShortcuts: boolean };

const KEY = "marty.preferences";
const DEFAULTS: Preferences = { highContrast: false, reducedMotion: false, letterShortcuts: true };

let current: Preferences = read();
const listeners = new Set<() => void>();

function read(): Preferences {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}

/** Puts the preferences on the root element; called once before the first paint. */
export function applyPreferences(): void {
  const { dataset } = document.documentElement;
  if (current.highContrast) dataset.contrast = "high";
  else delete dataset.contrast;
  if (current.reducedMotion) dataset.motion = "reduced";
  else delete dataset.motion;
}

export function setPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]): void {
  current = { ...current, [name]: value };
  localStorage.setItem(KEY, JSON.stringify(current));
  applyPreferences();
  for (const listener of listeners) listener();
}

export function preferences(): Preferences {
  return current;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}

/** Whether motion is unwanted here, by the system or by the account page. */
export function prefersReducedMotion(): boolean {
  return current.reducedMotion || (window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false);
}
