import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEvent } from "../api/types.ts";
import { parseLiveEvent } from "./live-event.ts";
import { type ConnectionState, type EventSourceLike, openStream, reconnectDelayMs } from "./stream.ts";
import { generation } from "./test-fixtures.ts";

/** An EventSource whose line the test holds. */
class FakeSource extends EventTarget implements EventSourceLike {
  readyState = 0;
  closed = false;
  close() {
    this.closed = true;
    this.readyState = 2;
  }
  opens() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  loses(forGood: boolean) {
    this.readyState = forGood ? 2 : 0;
    this.dispatchEvent(new Event("error"));
  }
  says(type: string, data: unknown, lastEventId = "") {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }
}

let sources: FakeSource[];
let events: LiveEvent[];
let states: ConnectionState[];
const latest = () => sources.at(-1) as FakeSource;
const start = () =>
  openStream({
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    random: () => 1,
  });

beforeEach(() => {
  sources = [];
  events = [];
  states = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe("the stream", () => {
  it("passes on named events in their order", () => {
    const close = start();
    latest().opens();
    latest().says("hello", { seq: 100 });
    latest().says("balance.updated", { seq: 101, at: 1, data: { available: 3, held: 0 } }, "101");
    expect(events.map(({ type, seq }) => [type, seq])).toEqual([
      ["hello", 100],
      ["balance.updated", 101],
    ]);
    expect(states).toEqual(["connecting", "open"]);
    close();
  });

  it("leaves a dropped line to the browser, which resends Last-Event-ID", () => {
    const close = start();
    latest().opens();
    latest().loses(false);
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(1);
    expect(states.at(-1)).toBe("reconnecting");
    latest().opens();
    expect(states.at(-1)).toBe("open");
    close();
  });

  it("opens anew when the browser gave up, later each time", () => {
    const close = start();
    latest().loses(true);
    vi.advanceTimersByTime(999);
    expect(sources).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(2);
    latest().loses(true);
    vi.advanceTimersByTime(1_999);
    expect(sources).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sources).toHaveLength(3);
    close();
  });

  it("tries at once when the browser is back online", () => {
    const close = start();
    latest().loses(true);
    window.dispatchEvent(new Event("online"));
    expect(sources).toHaveLength(2);
    close();
  });

  it("is silent after closing", () => {
    const close = start();
    close();
    latest().says("hello", { seq: 100 });
    vi.advanceTimersByTime(60_000);
    expect(events).toEqual([]);
    expect(sources).toHaveLength(1);
    expect(latest().closed).toBe(true);
  });

  it("waits from half a second to half a minute", () => {
    expect(reconnectDelayMs(1, 0)).toBe(500);
    expect(reconnectDelayMs(3, 1)).toBe(4_000);
    expect(reconnectDelayMs(20, 1)).toBe(30_000);
  });
});

describe("parsing", () => {
  it("takes the sequence from the id line when the body has none", () => {
    expect(parseLiveEvent("hello", "{}", "42")).toEqual({ type: "hello", seq: 42 });
  });
  it.each([
    ["a cut line", "generation.updated", '{"seq":1,"data":{"id":'],
    ["a run without a version", "generation.updated", '{"seq":1,"data":{"id":"gen_1"}}'],
    ["a kind of tomorrow", "template.updated", '{"seq":1,"data":{"id":"tpl_1"}}'],
    ["no sequence at all", "hello", "{}"],
    ["a list", "hello", "[]"],
  ])("gives nothing for %s", (_, type, text) => {
    expect(parseLiveEvent(type, text, "")).toBeNull();
  });
  it("reads a run", () => {
    const text = JSON.stringify({ seq: 5, at: 1, data: generation() });
    expect(parseLiveEvent("generation.updated", text, "5")).toMatchObject({
      seq: 5,
      data: { id: "gen_01jcgfox" },
    });
  });
});
