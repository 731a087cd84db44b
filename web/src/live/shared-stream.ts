/**
 * One stream for all tabs of this browser.
 *
 * A browser allows six connections to a server over HTTP/1.1; six tabs with a stream each would stop every other request. So the tab that holds a Web Lock
 * opens the stream and passes events on over a BroadcastChannel; when it closes, the lock goes to the next tab, whose `hello` shows whether it missed any.
 * (Browsers do not freeze a tab in the background while it holds a lock.) Without these two interfaces every tab opens its own stream.
 */
import type { LiveEvent } from "../api/types.ts";
import { type ConnectionState, openStream, type StreamOptions } from "./stream.ts";

type Passed =
  | { kind: "event"; event: LiveEvent }
  | { kind: "state"; state: ConnectionState }
  | { kind: "ask" };

/** Like {@link openStream}, shared by all tabs that give the same name (the signed-in person's id). Returns how to leave. */
export function openSharedStream(name: string, options: StreamOptions): () => void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return openStream(options);
  const topic = `marty.live.${name}`;
  const channel = new BroadcastChannel(topic);
  const leaving = new AbortController();
  /** What a tab that comes later is told; null while another tab leads. */
  let state: ConnectionState | null = null;
  let seq: number | null = null;
  const pass = (message: Passed) => channel.postMessage(message);

  channel.addEventListener("message", ({ data }: MessageEvent<Passed>) => {
    if (data.kind === "event") options.onEvent(data.event);
    else if (data.kind === "state") options.onState(data.state);
    else if (state !== null) {
      pass({ kind: "state", state });
      // To the one who asked this says where it joins; the others stand there already.
      if (seq !== null) pass({ kind: "event", event: { type: "hello", seq } });
    }
  });

  const lead = () =>
    new Promise<void>((resolve) => {
      const close = openStream({
        ...options,
        onEvent: (event) => {
          seq = event.seq;
          options.onEvent(event);
          pass({ kind: "event", event });
        },
        onState: (next) => {
          state = next;
          options.onState(next);
          pass({ kind: "state", state: next });
        },
      });
      leaving.signal.addEventListener("abort", () => {
        close();
        resolve();
      });
    });

  options.onState("connecting");
  pass({ kind: "ask" });
  navigator.locks
    .request(topic, { signal: leaving.signal }, () => (leaving.signal.aborted ? undefined : lead()))
    .catch((error: unknown) => {
      // Leaving while still waiting for the lock ends the wait with this error.
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    });

  return () => {
    leaving.abort();
    channel.close();
  };
}
