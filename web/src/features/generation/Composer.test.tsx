/** The composer against a server that stands at the network's edge: a fetch of the test's own. */
import { onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useRef, useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Generation, QuoteRequest, TriggerRequest } from "../../api/types.ts";
import { flow, generation, quote } from "../../live/test-fixtures.ts";
import "../../ui/test-patience.ts";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { Composer } from "./Composer.tsx";
import { draftKey, readDraft, reloadDrafts } from "./draft-store.ts";
import { useSend } from "./use-send.ts";

const KEY = draftKey("usr_asha", "producer-agent-beta", undefined);

type Sent = { key: string | null; body: TriggerRequest };
type Answer = { status: number; body: unknown } | "no-answer";

let quotes: QuoteRequest[];
let sent: Sent[];
let answers: Answer[];
let quoteAnswer: (request: QuoteRequest) => Answer;
let arrived: Generation[];

const problem = (status: number, code: string, extra = {}): Answer => ({
  status,
  body: { type: `/problems/${code}`, code, title: code, status, detail: code, ...extra },
});

function respond(answer: Answer): Response {
  if (answer === "no-answer") throw new TypeError("Failed to fetch");
  return new Response(JSON.stringify(answer.body), {
    status: answer.status,
    headers: { "Content-Type": "application/json" },
  });
}

beforeEach(() => {
  localStorage.clear();
  reloadDrafts();
  quotes = [];
  sent = [];
  answers = [];
  arrived = [];
  quoteAnswer = () => ({ status: 200, body: quote() });
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    if (url === "/api/quotes") {
      quotes.push(body);
      return respond(quoteAnswer(body));
    }
    sent.push({ key: new Headers(init.headers).get("Idempotency-Key"), body });
    return respond(answers.shift() ?? { status: 202, body: generation({ id: body.generationId }) });
  });
});
afterEach(() => {
  cleanup();
  act(() => onlineManager.setOnline(true));
  vi.unstubAllGlobals();
});

function Bench({ available }: { available?: number }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [breakdown, setBreakdown] = useState<"closed" | "open" | "open-with-focus">("closed");
  const sending = useSend({
    draftKey: KEY,
    onSent: (run) => arrived.push(run),
  });
  return (
    <Composer
      layout="empty"
      place={{ flowId: "producer-agent-beta", conversationId: undefined }}
      takesFiles
      draftKey={KEY}
      offered={flow().options}
      available={available}
      sending={sending}
      notSent={false}
      cache={{ allowed: false, allow: () => undefined }}
      lastPrompt="A lighthouse at dusk"
      fieldRef={field}
      breakdown={breakdown}
      onBreakdown={setBreakdown}
    />
  );
}

const open = (available = 50) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <Bench available={available} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
const field = () => screen.getByRole("textbox", { name: "Prompt" }) as HTMLTextAreaElement;
const sendButton = () => screen.getByLabelText("Send") as HTMLButtonElement;
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const priced = () => waitFor(() => expect(sendButton().disabled).toBe(false));

describe("typing", () => {
  it("prices the words, then lets them go", async () => {
    open();
    expect(screen.getByText("Price shows here")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
    type("A fox");
    expect(screen.getByText("Pricing")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
    type("A fox at dawn");
    await priced();
    expect(screen.getByRole("button", { name: "2 credits" })).toBeTruthy();
    // One request for the words that stood still, none for those before.
    expect(quotes.map(({ inputData }) => inputData.prompt)).toEqual(["A fox at dawn"]);
  });

  it("shows how the price is made", async () => {
    open();
    type("A fox at dawn");
    await priced();
    fireEvent.click(screen.getByRole("button", { name: "2 credits" }));
    const dialog = await screen.findByRole("dialog", { name: "Price of this run" });
    expect(dialog.textContent).toContain("2 credits, exactly");
    expect(dialog.textContent).toContain("High quality, ×1.5");
    expect(dialog.textContent).toContain("Rounded up, once");
    expect(dialog.textContent).toContain("You keep 48 credits.");
    fireEvent.keyDown(document, { key: "Escape" });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("counts near the end and refuses too much", () => {
    open();
    type("a".repeat(950));
    expect(screen.getByText("950 of 1,000")).toBeTruthy();
    type("a".repeat(1_002));
    expect(screen.getByText("2 characters too many. The limit is 1,000.")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
    // Nothing of what was pasted is cut off.
    expect(field().value).toHaveLength(1_002);
  });

  it("brings the last words back with the arrow up, only into an empty field", () => {
    open();
    fireEvent.keyDown(field(), { key: "ArrowUp" });
    expect(field().value).toBe("A lighthouse at dusk");
    type("A fox");
    fireEvent.keyDown(field(), { key: "ArrowUp" });
    expect(field().value).toBe("A fox");
  });

  it("says what the server does not like about the words, in place", async () => {
    quoteAnswer = () =>
      problem(422, "invalid_input", {
        errors: [{ path: "inputData.prompt", code: "odd", message: "Use other words." }],
      });
    open();
    type("odd words");
    expect(await screen.findByText("Use other words.")).toBeTruthy();
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(sendButton().disabled).toBe(true);
  });

  it("says how many credits are missing before anything is sent", async () => {
    open(1);
    type("A fox");
    expect(await screen.findByText("1 short")).toBeTruthy();
    expect(screen.getByText("This run costs 2 credits, you have 1. Nothing was charged.")).toBeTruthy();
    expect(sendButton().disabled).toBe(true);
  });
});

describe("sending", () => {
  it("sends with the price, a key and an id, and clears the words when they are taken", async () => {
    open();
    type("A fox at dawn");
    await priced();
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(arrived).toHaveLength(1));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toMatchObject({ quoteId: "qte_01jcgfox", inputData: { prompt: "A fox at dawn" } });
    expect(sent[0]?.key).toBeTruthy();
    expect(arrived[0]?.id).toBe(sent[0]?.body.generationId);
    expect(field().value).toBe("");
    expect(readDraft(KEY)).toMatchObject({ text: "", pending: null });
  });

  it("adds a line with Shift and does not send while a character is being composed", async () => {
    open();
    type("A fox");
    await priced();
    fireEvent.keyDown(field(), { key: "Enter", shiftKey: true });
    fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
    expect(sent).toEqual([]);
  });

  it("402 says what is needed and what there is, and keeps the words", async () => {
    answers = [problem(402, "insufficient_credits", { needed: 31, available: 19 })];
    open();
    type("A fox");
    await priced();
    fireEvent.click(sendButton());
    expect(
      await screen.findByText("This run costs 31 credits, you have 19. Nothing was charged."),
    ).toBeTruthy();
    expect(field().value).toBe("A fox");
    expect(readDraft(KEY).pending).toBeNull();
  });

  it("409 shows the fresh price and asks again; the next send carries it and a new key", async () => {
    answers = [problem(409, "quote_expired", { quote: quote({ id: "qte_fresh", credits: 3 }) })];
    open();
    type("A fox");
    await priced();
    fireEvent.click(sendButton());
    expect(await screen.findByText("The price is older than 10 minutes. It is 3 now.")).toBeTruthy();
    await screen.findByRole("button", { name: "3 credits" });
    fireEvent.click(sendButton());
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body.quoteId).toBe("qte_fresh");
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it("without an answer keeps words and key, says so, and sends the very same again", async () => {
    answers = ["no-answer"];
    open();
    type("A fox");
    await priced();
    fireEvent.click(sendButton());
    expect(
      await screen.findByText(
        "No answer came. Your words are kept; send them again, they cannot be charged twice.",
      ),
    ).toBeTruthy();
    expect(field().value).toBe("A fox");
    await priced();
    fireEvent.click(sendButton());
    await waitFor(() => expect(arrived).toHaveLength(1));
    expect(sent[1]).toEqual(sent[0]);
  });

  it("keeps the key of an unanswered send over a reload", async () => {
    answers = [problem(503, "unavailable")];
    open();
    type("A fox");
    await priced();
    fireEvent.click(sendButton());
    await screen.findByText(/No answer came/);
    cleanup();
    reloadDrafts();
    open();
    expect(field().value).toBe("A fox");
    await priced();
    fireEvent.click(sendButton());
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]).toEqual(sent[0]);
  });

  it("offline keeps the words and sends nothing by itself when the connection returns", async () => {
    open();
    type("A fox");
    await priced();
    answers = ["no-answer"];
    act(() => onlineManager.setOnline(false));
    expect(
      screen.getByText("You are offline. Your words are kept here. Send them when you are back."),
    ).toBeTruthy();
    fireEvent.click(sendButton());
    await waitFor(() => expect(sent).toHaveLength(1));
    await priced();
    act(() => onlineManager.setOnline(true));
    await screen.findByText(/No answer came/);
    expect(field().value).toBe("A fox");
    expect(sent).toHaveLength(1);
  });

  it("remembers Enter pressed before the price came, and sends only if the price is the one seen", async () => {
    quoteAnswer = ({ inputData }) => ({
      status: 200,
      body: quote({ credits: String(inputData.prompt).includes("dear") ? 9 : 2 }),
    });
    open();
    type("A fox");
    await priced();
    type("A fox at dawn");
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(arrived).toHaveLength(1));
    type("A lake");
    await priced();
    type("A dear lake");
    fireEvent.keyDown(field(), { key: "Enter" });
    await screen.findByRole("button", { name: "9 credits" });
    expect(sent).toHaveLength(1);
  });
});
