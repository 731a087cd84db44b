import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveEvent } from "../api/types.ts";
import { openSharedStream } from "./shared-stream.ts";
import type { EventSourceLike } from "./stream.ts";

/** Passes messages between the tabs of one test at once; the platform's own answers later. */
class Channel extends EventTarget {
  static all = new Set<Channel>();
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
    Channel.all.add(this);
  }
  postMessage(data: unknown) {
    for (const other of Channel.all)
      if (other !== this && other.name === this.name)
        other.dispatchEvent(new MessageEvent("message", { data }));
  }
  close() {
    Channel.all.delete(this);
  }
}

/** One lock: who asks first has it until its promise ends. */
function lockManager() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: (_: string, { signal }: { signal: AbortSignal }, run: () => unknown) => {
      last = last.then(() => (signal.aborted ? undefined : run()));
      return last;
    },
  };
}

beforeEach(() => {
  Channel.all.clear();
  vi.stubGlobal("BroadcastChannel", Channel);
  Object.defineProperty(navigator, "locks", { value: lockManager(), configurable: true });
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "locks");
});

type Source = EventSourceLike & EventTarget & { say: (type: string, seq: number) => void };

function source(): Source {
  return Object.assign(new EventTarget(), {
    readyState: 1,
    close: () => undefined,
    say(this: EventTarget, type: string, seq: number) {
      this.dispatchEvent(
        new MessageEvent(type, { data: JSON.stringify({ seq, type }), lastEventId: String(seq) }),
      );
    },
  });
}

/** One tab: what it heard, and the streams it opened. */
function tab() {
  const heard: LiveEvent[] = [];
  const opened: Source[] = [];
  const leave = openSharedStream("usr_1", {
    onEvent: (event) => heard.push(event),
    onState: () => undefined,
    open: () => {
      const next = source();
      opened.push(next);
      return next;
    },
  });
  return { heard, opened, leave };
}

test("only the first tab opens a stream, and the other hears what it says", async () => {
  const first = tab();
  await vi.waitFor(() => expect(first.opened).toHaveLength(1));
  const second = tab();
  first.opened[0]?.say("hello", 4);
  first.opened[0]?.say("reset", 5);
  expect(first.heard.map(({ seq }) => seq)).toEqual([4, 5]);
  expect(second.heard.map(({ seq }) => seq)).toEqual([4, 5]);
  expect(second.opened).toHaveLength(0);
  second.leave();
  first.leave();
});

test("a tab that comes later is told where the stream stands", async () => {
  const first = tab();
  await vi.waitFor(() => expect(first.opened).toHaveLength(1));
  first.opened[0]?.dispatchEvent(new Event("open"));
  first.opened[0]?.say("hello", 4);
  first.opened[0]?.say("reset", 5);
  const later = tab();
  expect(later.heard).toEqual([{ type: "hello", seq: 5 }]);
  later.leave();
  first.leave();
});

test("when the first tab leaves, the next one opens a stream of its own", async () => {
  const first = tab();
  await vi.waitFor(() => expect(first.opened).toHaveLength(1));
  const second = tab();
  first.leave();
  await vi.waitFor(() => expect(second.opened).toHaveLength(1));
  second.opened[0]?.say("hello", 9);
  expect(second.heard).toEqual([{ type: "hello", seq: 9 }]);
  second.leave();
});
