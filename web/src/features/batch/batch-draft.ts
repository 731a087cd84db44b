/**
 * A batch that is not sent yet, kept in this browser, and the request it makes. The key that makes a repeat
 * harmless is kept with the request it was made for: the same request goes with the same key.
 */
import type { BatchItemRequest, BatchRequest, InputData } from "../../api/types.ts";

export type BatchMode = "prompts" | "variations" | "compare";
/** A mistake of a table, kept with the draft until the rows are changed. */
export type RowMistake = { line: number; column: string; message: string };

export type BatchDraft = {
  mode: BatchMode;
  /** Prompts, one a line, as they are typed or pasted. */
  lines: string;
  /** Rows of a table. */
  rows: InputData[];
  mistakes: RowMistake[];
  mistakeCount: number;
  variations: 2 | 4;
  /** Models or, where there is only one, styles that are compared. */
  compared: string[];
  /** The request that was sent last and not answered, with its key. */
  pending: { text: string; key: string } | null;
};

export const EMPTY_BATCH: BatchDraft = {
  mode: "variations",
  lines: "",
  rows: [],
  mistakes: [],
  mistakeCount: 0,
  variations: 4,
  compared: [],
  pending: null,
};

/** What is compared at once, at most. */
export const COMPARED_MAX = 4;

/** Where words are said, and the input the composer would send. */
export type BatchPlace = {
  flowId: string;
  conversationId: string | undefined;
  /** The composer's words and choices; `null` without words. */
  input: InputData | null;
  /** The composer's choices, for prompts that are pasted. */
  choices: Omit<InputData, "prompt">;
  /** Whether the plan includes many prompts. */
  bulk: boolean;
  /** Whether models are compared, or styles. */
  compares: "models" | "styles";
};

/** The prompts that were pasted: one a line, empty lines left out. */
export function promptsOf(lines: string): string[] {
  return lines
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The request a draft makes; `null` while there is nothing to make or something to mend first. */
export function batchRequest(draft: BatchDraft, place: BatchPlace): BatchRequest | null {
  const { flowId, conversationId, input, choices } = place;
  const request = (items: BatchItemRequest[], more: Partial<BatchRequest> = {}) =>
    items.length === 0 ? null : { flowId, conversationId, items, ...more };
  if (draft.mode === "prompts") {
    // The server would refuse it; the panel says which plan it is part of.
    if (!place.bulk) return null;
    const typed = promptsOf(draft.lines).map((prompt) => ({ inputData: { ...choices, prompt } }));
    return request([...typed, ...draft.rows.map((inputData) => ({ inputData }))]);
  }
  if (!input) return null;
  if (draft.mode === "variations") return request([{ inputData: input }], { variations: draft.variations });
  if (draft.compared.length < 2) return null;
  if (place.compares === "models") return request([{ inputData: input }], { models: draft.compared });
  // What differs is the style: every picture gets the same seed.
  const seed = input.seed ?? seedOf(input.prompt);
  return request(draft.compared.map((style) => ({ inputData: { ...input, style, seed } })));
}

/** The same for the same words, so that asking for the price twice asks the same. */
function seedOf(prompt: string): number {
  let seed = 7;
  for (const character of prompt) seed = (seed * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return seed;
}

/** Reads a draft; what is not one is an empty one. */
export function readBatchDraft(key: string): BatchDraft {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof value !== "object" || value === null) return EMPTY_BATCH;
    const draft = { ...EMPTY_BATCH, ...(value as Partial<BatchDraft>) };
    const fits =
      ["prompts", "variations", "compare"].includes(draft.mode) &&
      typeof draft.lines === "string" &&
      [draft.rows, draft.mistakes, draft.compared].every(Array.isArray);
    return fits ? draft : EMPTY_BATCH;
  } catch {
    return EMPTY_BATCH;
  }
}

export function writeBatchDraft(key: string, draft: BatchDraft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage may be full or forbidden: the draft then lives as long as the page.
  }
}
