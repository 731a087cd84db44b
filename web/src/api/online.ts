/** Whether this browser has a connection, and the one way we say that it has none. */
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

/** The banner's two lines; where there is one line, {@link OFFLINE_SENTENCE}. */
export const OFFLINE = {
  title: "You are offline",
  detail: "Your words are kept here. Send them when you are back.",
};

export const OFFLINE_SENTENCE = `${OFFLINE.title}. ${OFFLINE.detail}`;

export function useOnline(): boolean {
  return useSyncExternalStore(
    (onChange) => onlineManager.subscribe(onChange),
    () => onlineManager.isOnline(),
  );
}
