/**
 * Words and choices that are not sent yet, kept in this browser per person and conversation.
 *
 * A draft also holds the send that was not answered: its idempotency key and the run's id, minted before the first try. Sending the same words again sends the
 * same key and id, so a lost answer can never start or charge a second run; changed words get new ones.
 */
import type { Asset, FormFields, RunInput, TriggerRequest } from "../../api/types.ts";
import { type ComposerOptions, DEFAULT_OPTIONS } from "./input-options.ts";
import { mintTypeId } from "./typeid.ts";

/** A request that left and was not answered. Sent again exactly as it was. */
export type PendingSend = { idempotencyKey: string; body: TriggerRequest & { generationId: string } };

export type Draft = {
  text: string;
  options: ComposerOptions;
  pending: PendingSend | null;
  /** What stands in the form of a custom flow. */
  fields?: FormFields;
  /** Files that go along and are on the server. */
  attachments?: Asset[];
  /** Where the words go instead of the end. */
  fork?: Fork | null;
};

/** Words that begin a branch of their own. */
export type Fork = {
  /** In the place of a message, or after one. */
  kind: "edit" | "after";
  messageId: string;
  /** The words there were, to say which message is meant. */
  words: string;
  /** What stood in the composer before, to be put back. */
  before: { text: string; options: ComposerOptions; attachments?: Asset[] };
};

export const EMPTY_DRAFT: Draft = { text: "", options: DEFAULT_OPTIONS, pending: null };

/** The draft of a conversation, or of the next new one with a flow. */
export function draftKey(userId: string, flowId: string, conversationId: string | undefined): string {
  return `marty.draft.${userId}.${conversationId ?? `new.${flowId}`}`;
}

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();

/** The draft under a key; the same object until it changes. */
export function readDraft(key: string): Draft {
  const known = drafts.get(key);
  if (known) return known;
  const draft = parseDraft(readStorage(key));
  drafts.set(key, draft);
  return draft;
}

/** Keeps a draft. An empty one with usual options leaves nothing behind in the browser. */
export function writeDraft(key: string, change: Partial<Draft>): void {
  const draft = { ...readDraft(key), ...change };
  drafts.set(key, draft);
  try {
    if (isEmpty(draft)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage may be full or forbidden: the draft then lives as long as the page.
  }
  for (const listener of listeners) listener();
}

export function subscribeToDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Forgets what is in memory, so that the next read comes from the browser's storage, as after a reload. */
export function reloadDrafts(): void {
  drafts.clear();
  for (const listener of listeners) listener();
}

/** The request to send: the unanswered one if it asked for the same, else a new one with a new key and id. */
export function requestFor(
  pending: PendingSend | null,
  wanted: Omit<TriggerRequest, "generationId">,
): PendingSend {
  if (pending && asksTheSame(pending.body, wanted)) return pending;
  return { idempotencyKey: mintTypeId("key"), body: { ...wanted, generationId: mintTypeId("gen") } };
}

/** The price may have been made anew meanwhile; the words, the choices and the place decide. */
function asksTheSame(sent: TriggerRequest, wanted: TriggerRequest): boolean {
  return (
    sent.flowId === wanted.flowId &&
    sent.conversationId === wanted.conversationId &&
    // Where in the conversation it ends may be known more exactly now; whether it is an edit is another question.
    sent.editedMessageId === wanted.editedMessageId &&
    (sent.useCache ?? false) === (wanted.useCache ?? false) &&
    JSON.stringify(sent.inputAssets ?? []) === JSON.stringify(wanted.inputAssets ?? []) &&
    sameInput(sent.inputData, wanted.inputData)
  );
}

/** Whether two inputs would make the same run. */
export function sameInput(one: RunInput, other: RunInput): boolean {
  const [first, second]: FormFields[] = [one, other];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(first?.[name]) === JSON.stringify(second?.[name]));
}

function isEmpty(draft: Draft): boolean {
  const { aspectRatio, style, quality, seed, model } = draft.options;
  const usual =
    aspectRatio === DEFAULT_OPTIONS.aspectRatio &&
    style === DEFAULT_OPTIONS.style &&
    quality === DEFAULT_OPTIONS.quality &&
    model === DEFAULT_OPTIONS.model &&
    seed === null;
  return (
    draft.text === "" &&
    draft.pending === null &&
    !draft.fields &&
    !draft.fork &&
    !draft.attachments?.length &&
    usual
  );
}

function readStorage(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

type Loose = { [name: string]: unknown };
const isObject = (value: unknown): value is Loose => typeof value === "object" && value !== null;

/** Storage is not ours alone: other versions of this page and curious people write there too. */
export function parseDraft(value: unknown): Draft {
  if (!isObject(value) || typeof value.text !== "string") return EMPTY_DRAFT;
  return {
    text: value.text,
    options: parseOptions(value.options),
    pending: parsePending(value.pending),
    ...(isObject(value.fields) ? { fields: value.fields } : {}),
    ...parseFork(value.fork),
    ...parseAttachments(value.attachments),
  };
}

function parseOptions(value: unknown): ComposerOptions {
  if (!isObject(value)) return DEFAULT_OPTIONS;
  const { aspectRatio, style, quality, seed, model } = value;
  return {
    aspectRatio:
      aspectRatio === "9:16" || aspectRatio === "16:9" || aspectRatio === "4:3" ? aspectRatio : "1:1",
    style: typeof style === "string" ? style : DEFAULT_OPTIONS.style,
    quality: quality === "high" || quality === "ultra" ? quality : "standard",
    seed: typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0 ? seed : null,
    model: typeof model === "string" ? model : DEFAULT_OPTIONS.model,
  };
}

function parseAttachments(value: unknown): { attachments?: Asset[] } {
  if (!Array.isArray(value)) return {};
  const isAsset = (item: unknown): item is Asset =>
    isObject(item) &&
    [item.id, item.thumbnailUrl, item.filename].every((text) => typeof text === "string") &&
    (item.type === "image" || item.type === "video" || item.type === "audio");
  const attachments = value.filter(isAsset);
  return attachments.length > 0 ? { attachments } : {};
}

function parseFork(value: unknown): { fork?: Fork } {
  if (!isObject(value) || typeof value.messageId !== "string") return {};
  const { kind, messageId, words, before } = value;
  const fork: Fork = {
    kind: kind === "after" ? "after" : "edit",
    messageId,
    words: typeof words === "string" ? words : "",
    before: {
      text: isObject(before) && typeof before.text === "string" ? before.text : "",
      options: parseOptions(isObject(before) ? before.options : null),
      ...parseAttachments(isObject(before) ? before.attachments : null),
    },
  };
  return { fork };
}

/** What the composer holds once the words of a fork have left it, or the fork was given up. */
export function withoutFork(draft: Draft): Partial<Draft> {
  const attachments = draft.attachments ? [] : undefined;
  return draft.fork
    ? { attachments, ...draft.fork.before, fork: null }
    : { text: "", ...(attachments ? { attachments } : {}) };
}

function parsePending(value: unknown): PendingSend | null {
  if (!isObject(value) || typeof value.idempotencyKey !== "string" || !isObject(value.body)) return null;
  const { flowId, generationId, inputData } = value.body;
  if (typeof flowId !== "string" || typeof generationId !== "string" || !isObject(inputData)) return null;
  return value as unknown as PendingSend;
}
