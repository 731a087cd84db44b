import { beforeEach, describe, expect, it } from "vitest";
import {
  draftKey,
  EMPTY_DRAFT,
  parseDraft,
  readDraft,
  reloadDrafts,
  requestFor,
  withoutFork,
  writeDraft,
} from "./draft-store.ts";
import { DEFAULT_OPTIONS } from "./input-options.ts";

const KEY = draftKey("usr_asha", "producer-agent-beta", "cnv_1");
const wanted = {
  flowId: "producer-agent-beta",
  conversationId: "cnv_1",
  quoteId: "qte_1",
  inputData: { prompt: "A fox at dawn", style: "auto" },
};

beforeEach(() => {
  localStorage.clear();
  reloadDrafts();
});

describe("a draft", () => {
  it("survives a reload with its words, choices and unanswered request", () => {
    const pending = requestFor(null, wanted);
    const options = { ...DEFAULT_OPTIONS, aspectRatio: "16:9" as const, seed: 482_917_331 };
    writeDraft(KEY, { text: "A fox at dawn", options, pending });
    reloadDrafts();
    expect(readDraft(KEY)).toEqual({ text: "A fox at dawn", options, pending });
  });

  it("is kept apart by person, conversation and flow", () => {
    writeDraft(KEY, { text: "mine" });
    expect(readDraft(draftKey("usr_ben", "producer-agent-beta", "cnv_1")).text).toBe("");
    expect(readDraft(draftKey("usr_asha", "producer-agent-beta", "cnv_2")).text).toBe("");
    expect(readDraft(draftKey("usr_asha", "producer-agent-beta", undefined)).text).toBe("");
  });

  it("leaves nothing behind once it is empty", () => {
    writeDraft(KEY, { text: "A fox" });
    expect(localStorage.length).toBe(1);
    writeDraft(KEY, { text: "" });
    expect(localStorage.length).toBe(0);
  });

  it.each([
    ["nothing", null],
    ["text of another program", "hello"],
    ["an object of another shape", { words: "A fox" }],
    ["words that are not text", { text: 5 }],
  ])("is empty for %s in storage", (_, stored) => {
    expect(parseDraft(stored)).toEqual(EMPTY_DRAFT);
  });

  it("drops choices and requests it cannot understand, and keeps the words", () => {
    const draft = parseDraft({
      text: "A fox",
      options: { aspectRatio: "3:2", quality: "super", seed: -1 },
      pending: { idempotencyKey: "k", body: {} },
    });
    expect(draft).toEqual({ text: "A fox", options: DEFAULT_OPTIONS, pending: null });
  });
});

describe("the key of a request", () => {
  it("is used again for the same words, with the same id and body, even if the price was renewed", () => {
    const first = requestFor(null, wanted);
    expect(requestFor(first, { ...wanted, quoteId: "qte_2" })).toBe(first);
  });

  it.each([
    ["other words", { ...wanted, inputData: { prompt: "A fox at dusk", style: "auto" } }],
    ["another choice", { ...wanted, inputData: { prompt: "A fox at dawn", style: "ink" } }],
    ["a seed", { ...wanted, inputData: { prompt: "A fox at dawn", style: "auto", seed: 1 } }],
    ["another conversation", { ...wanted, conversationId: "cnv_2" }],
  ])("is new for %s", (_, changed) => {
    const first = requestFor(null, wanted);
    const second = requestFor(first, changed);
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
    expect(second.body.generationId).not.toBe(first.body.generationId);
  });

  it("comes with a well-formed id of a run", () => {
    expect(requestFor(null, wanted).body.generationId).toMatch(/^gen_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  });

  it("keeps the branch its words begin over a reload, and what stood there before", () => {
    const before = { text: "A hen", options: { ...DEFAULT_OPTIONS, style: "ink" } };
    const fork = { kind: "edit" as const, messageId: "msg_1", words: "A fox", before };
    writeDraft(KEY, { text: "A fox at night", fork });
    reloadDrafts();
    expect(readDraft(KEY).fork).toEqual(fork);
    writeDraft(KEY, withoutFork(readDraft(KEY)));
    expect(readDraft(KEY)).toMatchObject({ ...before, fork: null });
    expect(withoutFork(readDraft(KEY))).toEqual({ text: "" });
  });
});
