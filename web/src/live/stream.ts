/**
 * One connection to the server's event stream, kept alive.
 *
 * A browser's EventSource reconnects by itself after a dropped line and resends `Last-Event-ID`, so the server replays what was missed. It gives up for good
 * when the server answers with an error (a restart behind a proxy, say). Then we open a new one, after a growing and scattered delay; a new one cannot send
 * the header, but its `hello` says where the stream stands and the reducer refetches if that is ahead of us.
 */
import type { LiveEvent } from "../api/types.ts";
import { LIVE_EVENT_TYPES, parseLiveEvent } from "./live-event.ts";

/** `connecting` before the first answer, `reconnecting` after a line was lost. */
export type ConnectionState = "connecting" | "open" | "reconnecting";

/** The part of EventSource that is used; tests give their own. */
export type EventSourceLike = {
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
  readonly readyState: number;
};

export type StreamOptions = {
  onEvent: (event: LiveEvent) => void;
  onState: (state: ConnectionState) => void;
  open?: () => EventSourceLike;
  /** 0 to 1, scatters the delays of many clients after a restart. */
  random?: () => number;
};

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
const CLOSED = 2;

/** How long to wait before the given try (1, 2, …): doubling from 1 s to 30 s, each between half and all of that. */
export function reconnectDelayMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random / 2));
}

/** Opens the stream and keeps it open. Returns how to close it. */
export function openStream(options: StreamOptions): () => void {
  const { onEvent, onState, open = () => new EventSource("/api/events"), random = Math.random } = options;
  let source: EventSourceLike | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let stopped = false;

  const connect = () => {
    clearTimeout(timer);
    source?.close();
    const current = open();
    source = current;
    current.addEventListener("open", () => {
      attempt = 0;
      onState("open");
    });
    current.addEventListener("error", () => {
      if (stopped || source !== current) return;
      onState("reconnecting");
      if (current.readyState !== CLOSED) return; // The browser is reconnecting by itself.
      attempt += 1;
      timer = setTimeout(connect, reconnectDelayMs(attempt, random()));
    });
    for (const type of LIVE_EVENT_TYPES) {
      current.addEventListener(type, (message) => {
        const { data, lastEventId } = message as MessageEvent<string>;
        const event = parseLiveEvent(type, data, lastEventId);
        if (event && !stopped) onEvent(event);
      });
    }
  };

  // Coming back online is worth a try at once, whatever the delay had grown to.
  const onOnline = () => {
    if (source?.readyState === CLOSED) connect();
  };
  window.addEventListener("online", onOnline);
  onState("connecting");
  connect();

  return () => {
    stopped = true;
    clearTimeout(timer);
    window.removeEventListener("online", onOnline);
    source?.close();
  };
}
