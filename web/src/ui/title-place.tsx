/**
 * The place of the page's name in the header on phones, lent to the page: a conversation puts a button with its menu there. While nobody borrows it the
 * header shows the plain name.
 */
import { type ReactNode, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import { useCurrentPageTitle } from "./page-title.ts";

let place: HTMLElement | null = null;
const listeners = new Set<() => void>();

function setPlace(element: HTMLElement | null): void {
  place = element;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Stands once, in the header. */
export function TitlePlace() {
  const title = useCurrentPageTitle();
  return (
    <div className="min-w-0 sm:hidden">
      <div ref={setPlace} className="peer" />
      <span
        aria-hidden="true"
        className="block truncate text-base font-medium text-strong peer-not-empty:hidden"
      >
        {title}
      </span>
    </div>
  );
}

/** Shows its children in the header's place instead of the name. */
export function InTitlePlace({ children }: { children: ReactNode }) {
  const element = useSyncExternalStore(subscribe, () => place);
  return element && createPortal(children, element);
}
