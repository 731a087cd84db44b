/** The offer of an identical result, in the composer, against a server at the network's edge. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useRef, useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { QuoteRequest, TriggerRequest } from "../../api/types.ts";
import { flow, generation, quote } from "../../live/test-fixtures.ts";
import "../../ui/test-patience.ts";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { Composer } from "./Composer.tsx";
import { draftKey, reloadDrafts } from "./draft-store.ts";
import { useSend } from "./use-send.ts";

const KEY = draftKey("usr_asha", "text-to-image", undefined);
const MADE_AT = Date.UTC(2024, 10, 21, 9, 30);
const CACHED = { generationId: "gen_1", conversationId: "cnv_1", madeAt: MADE_AT, creditsAnew: 3 };

let quotes: QuoteRequest[];
let sent: TriggerRequest[];
let gone: boolean;

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

beforeEach(() => {
  localStorage.clear();
  reloadDrafts();
  quotes = [];
  sent = [];
  gone = false;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    const cached = body.useCache && !gone;
    if (url === "/api/quotes") {
      quotes.push(body);
      return json(200, cached ? quote({ credits: 0, cached: CACHED }) : quote({ credits: 3 }));
    }
    sent.push(body);
    if (!gone || !body.useCache) return json(202, generation({ id: body.generationId }));
    const fresh = quote({ id: "qte_fresh", credits: 3 });
    return json(409, {
      type: "",
      code: "cached_result_gone",
      title: "",
      status: 409,
      detail: "",
      quote: fresh,
    });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Bench({ allowed: first }: { allowed: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [allowed, allow] = useState(first);
  const sending = useSend({ draftKey: KEY, onSent: () => undefined });
  return (
    <Composer
      layout="empty"
      place={{ flowId: "text-to-image", conversationId: undefined }}
      takesFiles
      draftKey={KEY}
      offered={flow().options}
      available={50}
      sending={sending}
      notSent={false}
      cache={{ allowed, allow }}
      lastPrompt={undefined}
      fieldRef={field}
      breakdown="closed"
      onBreakdown={() => undefined}
    />
  );
}

const open = (allowed: boolean) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <Bench allowed={allowed} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
const type = (text: string) =>
  fireEvent.change(screen.getByRole("textbox", { name: "Prompt" }), { target: { value: text } });
const sendButton = () => screen.getByLabelText("Send") as HTMLButtonElement;
const send = async () => {
  await waitFor(() => expect(sendButton().disabled).toBe(false));
  fireEvent.click(sendButton());
};

it("asks for nothing of the kind until it is chosen, and offers the same words at once when it is", async () => {
  open(false);
  type("A fox");
  await screen.findByRole("button", { name: "3 credits" });
  expect(quotes[0]).not.toHaveProperty("useCache");
  // Until its part of the page has come, a button without effect stands in its place.
  const more = () => screen.getByRole<HTMLButtonElement>("button", { name: "More options" });
  await waitFor(() => expect(more().disabled).toBe(false));
  fireEvent.click(more());
  fireEvent.click(await screen.findByRole("switch", { name: "Reuse an identical result, free" }));
  expect(await screen.findByText("Identical result from 21 Nov 2024, free")).toBeTruthy();
  expect(quotes.at(-1)).toMatchObject({ useCache: true });
});

it("is said before it is sent, and the order carries the choice and its price", async () => {
  open(true);
  type("A fox");
  expect(await screen.findByText("Identical result from 21 Nov 2024, free")).toBeTruthy();
  expect(screen.getByRole("button", { name: "0 credits" })).toBeTruthy();
  await send();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({ useCache: true, quoteId: quote().id });
});

it("makes it anew after one press, and only these words", async () => {
  open(true);
  type("A fox");
  fireEvent.click(await screen.findByRole("button", { name: "Make it anew for 3 credits" }));
  expect(await screen.findByText("It will be made anew")).toBeTruthy();
  await screen.findByRole("button", { name: /3 credits$/ });
  fireEvent.click(screen.getByRole("button", { name: "Take the identical result" }));
  fireEvent.click(await screen.findByRole("button", { name: "Make it anew for 3 credits" }));
  await send();
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).not.toHaveProperty("useCache");
  type("A hen");
  expect(await screen.findByText("Identical result from 21 Nov 2024, free")).toBeTruthy();
});

it("says when the earlier result is gone, keeps the words and shows what making it costs", async () => {
  open(true);
  type("A fox");
  await screen.findByText("Identical result from 21 Nov 2024, free");
  gone = true;
  await send();
  expect(
    await screen.findByText(/The earlier result is not there any more. Making it costs 3 now./),
  ).toBeTruthy();
  expect(screen.getByText(/Nothing was charged/)).toBeTruthy();
  await screen.findByRole("button", { name: "3 credits" });
  expect(screen.queryByText(/^Identical result/)).toBeNull();
});
