/** What travels on the event streams of a browser, as the browser itself counts it. */
import type { BrowserContext, Page, Request } from "@playwright/test";

/** Requests for an event stream, by all tabs, from now on. */
export function watchStreams(context: BrowserContext): {
  /** Every stream that was ever asked for. */
  asked(): Request[];
  /** Those that still stand. */
  open(): Request[];
} {
  const asked: Request[] = [];
  const ended = new Set<Request>();
  context.on("request", (request) => {
    if (request.resourceType() === "eventsource") asked.push(request);
  });
  context.on("requestfailed", (request) => ended.add(request));
  context.on("requestfinished", (request) => ended.add(request));
  // The last word of a tab that closes does not always arrive.
  const stands = (request: Request) => !ended.has(request) && !request.frame().page().isClosed();
  return { asked: () => [...asked], open: () => asked.filter(stands) };
}

export type EventLog = {
  /** The numbers of the events that arrived, in the order in which they did. */
  sequences(): number[];
  /** The `Last-Event-ID` of each request, in order; `undefined` where it had none. */
  resumedFrom(): (string | undefined)[];
};

/** Listens to one page's stream at the network, below everything the app does with it. */
export async function listenToEvents(page: Page): Promise<EventLog> {
  const sequences: number[] = [];
  const streams: string[] = [];
  const sent = new Map<string, Record<string, string>>();
  const browser = await page.context().newCDPSession(page);
  await browser.send("Network.enable");
  browser.on("Network.eventSourceMessageReceived", ({ eventId }) => sequences.push(Number(eventId)));
  // The header is added below the page: the page's own message names the stream, the other one shows what really went
  // out, and either may come first.
  browser.on("Network.requestWillBeSent", ({ requestId, type }) => {
    if (type === "EventSource") streams.push(requestId);
  });
  browser.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => {
    sent.set(requestId, headers);
  });
  return {
    sequences: () => [...sequences],
    resumedFrom: () =>
      streams.map((id) => sent.get(id)?.["Last-Event-ID"] ?? sent.get(id)?.["last-event-id"]),
  };
}

/** Where a server's stream stands: what it tells a fresh listener first. */
export function lastSequence(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const source = new EventSource("/api/events");
        source.addEventListener("hello", (event) => {
          source.close();
          resolve(Number(event.lastEventId));
        });
      }),
  );
}
