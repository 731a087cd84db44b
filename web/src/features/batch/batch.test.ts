import { afterEach, describe, expect, it } from "vitest";
import type { Batch, BatchItem } from "../../api/types.ts";
import {
  type BatchDraft,
  type BatchPlace,
  batchRequest,
  EMPTY_BATCH,
  promptsOf,
  readBatchDraft,
  writeBatchDraft,
} from "./batch-draft.ts";
import { batchCredits, batchState, batchTitle, retryLabel } from "./batch-words.ts";
import { mergeItems } from "./batches.ts";

const place: BatchPlace = {
  flowId: "text-to-image",
  conversationId: undefined,
  input: { prompt: "a fox", aspectRatio: "1:1" },
  choices: { quality: "high" },
  bulk: true,
  compares: "styles",
};
const draft = (change: Partial<BatchDraft>): BatchDraft => ({ ...EMPTY_BATCH, ...change });

describe("the request of a batch", () => {
  it("has a prompt for every line and every row of a table, with the composer's choices for lines", () => {
    const wanted = draft({
      mode: "prompts",
      lines: " a fox \r\n\n a hen",
      rows: [{ prompt: "an owl", seed: 7 }],
    });
    expect(batchRequest(wanted, place)?.items).toEqual([
      { inputData: { quality: "high", prompt: "a fox" } },
      { inputData: { quality: "high", prompt: "a hen" } },
      { inputData: { prompt: "an owl", seed: 7 } },
    ]);
    expect(batchRequest(wanted, { ...place, bulk: false })).toBeNull();
  });
  it("makes variations and comparisons of the composer's words, and nothing without words", () => {
    expect(batchRequest(draft({ variations: 2 }), place)).toMatchObject({ items: [{}], variations: 2 });
    expect(batchRequest(draft({}), { ...place, input: null })).toBeNull();
    const compared = draft({ mode: "compare", compared: ["flat", "ink"] });
    const items = batchRequest(compared, place)?.items.map(({ inputData }) => inputData);
    expect(items?.map(({ style }) => style)).toEqual(["flat", "ink"]);
    // What differs is the style only.
    expect(items?.[0]?.seed).toBe(items?.[1]?.seed);
    expect(batchRequest(compared, { ...place, compares: "models" })).toMatchObject({
      models: ["flat", "ink"],
    });
    expect(batchRequest(draft({ mode: "compare", compared: ["flat"] }), place)).toBeNull();
  });
  it("asks the same twice, so that the price is asked for once", () => {
    const compared = draft({ mode: "compare", compared: ["flat", "ink"] });
    expect(batchRequest(compared, place)).toEqual(batchRequest(compared, place));
  });
});

describe("the draft of a batch", () => {
  afterEach(() => localStorage.clear());
  it("survives a reload, and what is not one is an empty one", () => {
    writeBatchDraft("key", draft({ mode: "prompts", lines: "a fox" }));
    expect(readBatchDraft("key")).toMatchObject({ mode: "prompts", lines: "a fox" });
    localStorage.setItem("key", JSON.stringify({ mode: "prompts", lines: 3 }));
    expect(readBatchDraft("key")).toEqual(EMPTY_BATCH);
    localStorage.setItem("key", "{");
    expect(readBatchDraft("key")).toEqual(EMPTY_BATCH);
  });
  it("counts prompts, not lines", () => {
    expect(promptsOf("\n a \r\n\r\n b \n")).toEqual(["a", "b"]);
  });
});

describe("items that changed", () => {
  const item = (index: number, version: number) => ({ index, version }) as BatchItem;
  it("take their places, and the others stay the same objects", () => {
    const known = [item(0, 1), item(1, 1), item(2, 5)];
    const merged = mergeItems(known, [item(1, 3), item(2, 4)]);
    expect(merged.map(({ version }) => version)).toEqual([1, 3, 5]);
    expect(merged[0]).toBe(known[0]);
    expect(mergeItems(known, [])).toBe(known);
    expect(mergeItems([item(1, 1)], [item(0, 1)]).map(({ index }) => index)).toEqual([0, 1]);
  });
});

describe("what a batch says", () => {
  const counts = { total: 12, waiting: 0, queued: 0, processing: 3, completed: 8, failed: 1, cancelled: 0 };
  const money = { completedAt: null, creditsHeld: 11, creditsUsed: 0, creditsReturned: 0 } as Batch;
  it("names its kind, its state and its credits", () => {
    expect(batchTitle({ kind: "prompts", counts })).toBe("12 prompts");
    expect(batchTitle({ kind: "compare", counts })).toBe("12 side by side");
    expect(batchState({ counts })).toBe("8 of 12 done, 1 failed");
    expect(batchCredits(money)).toBe("11 credits held. Only what is delivered is charged.");
    const closed = { ...money, completedAt: 1, creditsHeld: 0 };
    expect(batchCredits({ ...closed, creditsUsed: 8, creditsReturned: 3 })).toBe(
      "Charged 8 credits. 3 credits came back.",
    );
    expect(batchCredits({ ...closed, creditsReturned: 11 })).toBe(
      "Nothing was charged. 11 credits came back.",
    );
  });
  it("says what trying again costs, where it costs anything", () => {
    expect(retryLabel({ items: 1, credits: 0 })).toBe("Try the failed one again");
    expect(retryLabel({ items: 3, credits: 2 })).toBe("Try 3 failed again for 2 credits");
  });
});
