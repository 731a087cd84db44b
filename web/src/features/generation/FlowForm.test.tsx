/** The form of a custom flow against a server that stands at the network's edge: a fetch of the test's own. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Flow, FlowField, FormFields, TriggerRequest } from "../../api/types.ts";
import { flow, generation, quote } from "../../live/test-fixtures.ts";
import "../../ui/test-patience.ts";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { draftKey, readDraft, reloadDrafts } from "./draft-store.ts";
import { FlowForm } from "./FlowForm.tsx";
import { formWords, rangeWords, readForm } from "./form-fields.ts";
import { useSend } from "./use-send.ts";

const KEY = draftKey("usr_asha", "flw_teaser", undefined);

function field(name: string, kind: FlowField["kind"], schema: FormFields, required = false): FlowField {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return { name, title, kind, mediaType: null, required, schema };
}

const FIELDS = [
  field("subject", "text", { type: "string", minLength: 1, maxLength: 40 }, true),
  field("seconds", "number", { type: "integer", minimum: 1, maximum: 10, default: 5 }),
  field("mood", "choice", { enum: ["calm", "wild"] }),
  field("loop", "flag", { type: "boolean" }),
];

const TEASER: Flow = {
  ...flow(),
  id: "flw_teaser",
  name: "Product teaser",
  custom: {
    slug: "product-teaser",
    version: 1,
    scope: "workspace",
    changeable: true,
    updatedAt: 0,
    archivedAt: null,
    fields: FIELDS,
    steps: [{ id: "picture", operation: "text_to_image", label: "Picture", needs: [] }],
    warnings: [],
  },
};

let quotes: FormFields[];
let sent: TriggerRequest[];
let refusal: { path: string; code: string; message: string }[] | null;

beforeEach(() => {
  localStorage.clear();
  reloadDrafts();
  quotes = [];
  sent = [];
  refusal = null;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body));
    const json = (status: number, answer: unknown) =>
      new Response(JSON.stringify(answer), { status, headers: { "Content-Type": "application/json" } });
    if (url === "/api/quotes") {
      quotes.push(body.inputData);
      if (!refusal) return json(200, quote({ credits: 7 }));
      return json(422, {
        type: "",
        code: "invalid_input",
        title: "",
        status: 422,
        detail: "",
        errors: refusal,
      });
    }
    sent.push(body);
    return json(202, generation({ id: body.generationId }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Screen() {
  const sending = useSend({
    draftKey: KEY,
    onSent: () => undefined,
  });
  const [breakdown, setBreakdown] = useState<"closed" | "open" | "open-with-focus">("closed");
  return (
    <FlowForm
      flow={TEASER}
      layout="empty"
      place={{ flowId: TEASER.id, conversationId: undefined }}
      draftKey={KEY}
      available={50}
      sending={sending}
      notSent={false}
      cache={{ allowed: false, allow: () => undefined }}
      breakdown={breakdown}
      onBreakdown={setBreakdown}
    />
  );
}

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <Screen />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

describe("the form of a custom flow", () => {
  it("is priced once it is complete, and sends the fields by their names", async () => {
    const user = show();
    expect(screen.getByText("Price shows here")).toBeTruthy();
    await user.type(screen.getByLabelText("Subject"), "A red kettle");
    await user.selectOptions(screen.getByLabelText("Mood"), "wild");
    await user.click(screen.getByRole("switch", { name: "Loop" }));
    await screen.findByRole("button", { name: "7 credits" });
    const filled = { subject: "A red kettle", seconds: 5, mood: "wild", loop: true };
    expect(quotes.at(-1)).toEqual(filled);
    await user.click(screen.getByRole("button", { name: "Run" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ flowId: "flw_teaser", inputData: filled, quoteId: quote().id });
  });

  it("says at the field what is wrong, and asks no price for it", async () => {
    const user = show();
    await user.click(screen.getByRole("button", { name: "Run" }));
    expect(screen.getByText("This field is needed.")).toBeTruthy();
    await user.type(screen.getByLabelText("Subject"), "x");
    const seconds = screen.getByLabelText("Seconds");
    await user.clear(seconds);
    await user.type(seconds, "12");
    expect(screen.getByText("1 to 10.")).toBeTruthy();
    expect(seconds.getAttribute("aria-invalid")).toBe("true");
    await user.clear(seconds);
    await user.type(seconds, "soon");
    expect(screen.getByText("Write a number.")).toBeTruthy();
    expect(quotes.filter((asked) => asked.seconds === 12)).toEqual([]);
  });

  it("shows the server's sentence at its field", async () => {
    refusal = [{ path: "inputData.subject", code: "malformed", message: "Begin with a capital." }];
    const user = show();
    await user.type(screen.getByLabelText("Subject"), "kettle");
    expect(await screen.findByText("Begin with a capital.")).toBeTruthy();
    expect(screen.getByLabelText("Subject").getAttribute("aria-invalid")).toBe("true");
  });

  it("keeps what was filled in over a reload", async () => {
    const user = show();
    await user.type(screen.getByLabelText("Subject"), "A red kettle");
    reloadDrafts();
    expect(readDraft(KEY).fields).toEqual({ subject: "A red kettle" });
  });
});

describe("a form as data", () => {
  it("leaves empty fields out and fills defaults in", () => {
    expect(readForm(FIELDS, { subject: "x", seconds: "" }).input).toEqual({ subject: "x", loop: false });
    expect(readForm(FIELDS, { subject: " " })).toMatchObject({ input: null, missing: ["subject"] });
    expect(readForm(FIELDS, { subject: "x".repeat(41) }).errors.subject).toContain("41 characters");
    expect(readForm(FIELDS, { subject: "x", seconds: "2.5" }).errors.seconds).toBe("Write a whole number.");
    expect(readForm(FIELDS, { subject: "x", mood: "gone" }).errors.mood).toBeTruthy();
  });

  it("says ranges and what was filled in, in words", () => {
    expect(rangeWords(field("n", "number", { minimum: 2 }))).toBe("At least 2");
    expect(formWords("Teaser", FIELDS, { subject: "a kettle", loop: true })).toBe(
      "Subject: a kettle\nLoop: yes",
    );
    expect(formWords("Teaser", FIELDS, { prompt: " a fox " })).toBe("a fox");
    expect(formWords("Teaser", FIELDS, {})).toBe("Teaser");
  });
});
