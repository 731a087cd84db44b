/**
 * The one place where live events meet the query cache.
 *
 * `applyEvent` is pure: it takes what the cache holds and one event, and answers what to write and what to refetch. The caller
 * (`connect-cache.ts`) does both. Three rules keep a screen right whatever the network does:
 *
 * 1. An event at or below the last sequence is a repeat: nothing happens.
 * 2. A jump in the sequence, a `reset`, or a `hello` ahead of us means that something was missed: refetch, do not guess.
 * 3. A generation is replaced only by a higher `version`, a conversation only by a later `updatedAt`; answers of requests and events may arrive in any order.
 */
import type { Balance, Batch, Conversation, Generation, LiveEvent, Message, Page } from "../api/types.ts";
import { isSeen } from "../features/generation/is-seen.ts";
import { placeConversation, withoutConversation } from "./conversation-pages.ts";
import { laterOf } from "./later-of.ts";

/** One entry of the query cache. */
export type CacheEntry = { key: readonly unknown[]; data: unknown };

/** Pages as the infinite queries hold them. */
export type Pages<T> = { pages: Page<T>[]; pageParams: unknown[] };

/** What one event asks of the cache. An `invalidate` of `[]` means everything. */
export type CacheChange = {
  seq: number | null;
  writes: CacheEntry[];
  invalidate: (readonly unknown[])[];
  /** Something to tell whoever is here. */
  told?: Extract<LiveEvent, { type: "notice.posted" }>["data"];
};

const EVERYTHING: readonly unknown[] = [];

/** Applies one event to a snapshot. `seq` is the last sequence seen, `null` before the first event. */
export function applyEvent(
  seq: number | null,
  entries: readonly CacheEntry[],
  event: LiveEvent,
): CacheChange {
  if (event.type === "hello") return greet(seq, entries, event.seq);
  if (event.type === "reset") return { seq: event.seq, writes: [], invalidate: [EVERYTHING] };
  if (seq !== null && event.seq <= seq) return { seq, writes: [], invalidate: [] };

  const change: CacheChange = { seq: event.seq, writes: [], invalidate: [] };
  if (seq !== null && event.seq > seq + 1) change.invalidate.push(EVERYTHING);
  switch (event.type) {
    case "generation.updated":
      applyGeneration(entries, event.data, change);
      break;
    case "batch.updated":
      applyBatch(entries, event.data, change);
      break;
    case "balance.updated":
      applyBalance(entries, event.data, change);
      break;
    case "conversation.updated":
      applyConversation(entries, event.data, change);
      break;
    case "conversation.deleted":
      applyDeletion(entries, event.data.id, change);
      break;
    case "notice.posted":
      change.told = event.data;
      change.invalidate.push(["notices"]);
      // What is told is about money: what shows it is read again.
      change.invalidate.push(["billing"]);
      break;
    case "queue.moved":
      for (const place of event.data.items) change.writes.push({ key: ["place", place.id], data: place });
      break;
  }
  return change;
}

/**
 * `hello` tells where the stream stands. Ahead of us (or behind, after a restored database) means missed events. On the first connection there is nothing to
 * compare with, so only what shows unfinished work is refetched: a run may have ended between the first fetch and now.
 */
function greet(seq: number | null, entries: readonly CacheEntry[], helloSeq: number): CacheChange {
  if (seq !== null) return { seq: helloSeq, writes: [], invalidate: helloSeq === seq ? [] : [EVERYTHING] };
  const unfinished = entries.filter((entry) => showsUnfinishedWork(entry)).map((entry) => entry.key);
  return { seq: helloSeq, writes: [], invalidate: unfinished };
}

/** Whether a run can still change. */
export function isUnfinished(status: Generation["status"]): boolean {
  return status === "queued" || status === "processing";
}

function showsUnfinishedWork(entry: CacheEntry): boolean {
  switch (entry.key[0]) {
    case "generation":
      return isUnfinished((entry.data as Generation).status);
    case "messages":
      return (entry.data as Pages<Message>).pages.some((page) =>
        page.items.some(
          ({ generation, batch }) =>
            (generation !== null && isUnfinished(generation.status)) ||
            (batch !== null && isUnfinished(batch.status)),
        ),
      );
    case "conversations":
      return (entry.data as Pages<Conversation>).pages.some((page) =>
        page.items.some((item) => item.lastGeneration !== null && isUnfinished(item.lastGeneration.status)),
      );
    default:
      return false;
  }
}

function applyGeneration(entries: readonly CacheEntry[], next: Generation, change: CacheChange): void {
  const entry = entries.find(({ key }) => key[0] === "generation" && key[1] === next.id);
  const known = entry?.data as Generation | undefined;
  for (const { key, data } of entries) {
    if (key[0] === "messages" && key[1] === next.conversationId)
      applyToMessages(key, data as Pages<Message>, next, known !== undefined, change);
    else if (key[0] === "conversation" && key[1] === next.conversationId) {
      const patched = withLastGeneration(data as Conversation, next);
      if (patched !== data) change.writes.push({ key, data: patched });
    } else if (key[0] === "conversations") {
      const patched = mapPages(data as Pages<Conversation>, (item) =>
        item.id === next.conversationId ? withLastGeneration(item, next) : item,
      );
      if (patched !== data) change.writes.push({ key, data: patched });
    }
  }
  if (laterOf(known, next) === known) return;
  change.writes.push({ key: ["generation", next.id], data: next });
  // Filtered lists of runs (the header's "1 running") cannot be patched without knowing their filter; they only change when a status does.
  if (known?.status === next.status) return;
  change.invalidate.push(["generations"]);
  // "Make it night" means the last picture: with a new one the same words may cost and mean something else.
  if (!isUnfinished(next.status)) change.invalidate.push(["quote", next.conversationId]);
}

function applyToMessages(
  key: readonly unknown[],
  data: Pages<Message>,
  next: Generation,
  known: boolean,
  change: CacheChange,
): void {
  let found = false;
  const patched = mapPages(data, (message) => {
    if (message.generation?.id !== next.id) return message;
    found = true;
    const generation = laterOf(message.generation, next);
    return generation === message.generation ? message : { ...message, generation };
  });
  if (patched !== data) change.writes.push({ key, data: patched });
  // A run of this conversation that nobody here knows was started in another tab or by a program; one that is known is in another branch.
  if (!found && !known) change.invalidate.push(key);
}

/** A batch says how it stands; which items changed is asked for, once, by the card that shows them. */
function applyBatch(entries: readonly CacheEntry[], next: Batch, change: CacheChange): void {
  change.invalidate.push(["batch-items", next.id]);
  for (const { key, data } of entries) {
    if (key[0] !== "messages" || key[1] !== next.conversationId) continue;
    let found = false;
    const patched = mapPages(data as Pages<Message>, (message) => {
      if (message.batch?.id !== next.id) return message;
      found = true;
      const batch = laterOf(message.batch, next);
      return batch === message.batch ? message : { ...message, batch };
    });
    if (patched !== data) change.writes.push({ key, data: patched });
    if (!found) change.invalidate.push(key);
  }
}

/** The conversation with its last run brought up to date; the same object when the run is not its last, or nothing visible differs. */
export function withLastGeneration(conversation: Conversation, next: Generation): Conversation {
  const last = conversation.lastGeneration;
  if (last?.id !== next.id) return conversation;
  const asset = next.outputAssets.find(isSeen);
  const patched = {
    id: next.id,
    status: next.status,
    progress: next.progress,
    thumbnailUrl: asset?.thumbnailUrl ?? last.thumbnailUrl,
    color: asset?.color ?? last.color,
    // Said when it was accepted, and never changes.
    cached: last.cached,
  };
  const finishedBefore = !isUnfinished(last.status);
  // A late event must not set a finished run going again; these rows carry no version.
  if (finishedBefore && isUnfinished(next.status)) return conversation;
  if (isUnfinished(last.status) && isUnfinished(next.status) && next.progress < last.progress)
    return conversation;
  const same =
    patched.status === last.status &&
    patched.progress === last.progress &&
    patched.thumbnailUrl === last.thumbnailUrl &&
    patched.color === last.color;
  return same ? conversation : { ...conversation, lastGeneration: patched };
}

function applyBalance(
  entries: readonly CacheEntry[],
  next: { available: number; held: number },
  change: CacheChange,
): void {
  const entry = entries.find(({ key }) => key[0] === "balance");
  if (!entry) return;
  const balance = entry.data as Balance;
  if (balance.available === next.available && balance.held === next.held) return;
  change.writes.push({ key: entry.key, data: { ...balance, ...next } });
}

function applyConversation(entries: readonly CacheEntry[], next: Conversation, change: CacheChange): void {
  for (const { key, data } of entries) {
    if (key[0] === "conversation" && key[1] === next.id) {
      if ((data as Conversation).updatedAt <= next.updatedAt) change.writes.push({ key, data: next });
    } else if (key[0] === "conversations") {
      const query = searchOf(key);
      const placed = placeConversation(data as Pages<Conversation>, next, query === "");
      if (placed === "unknown") change.invalidate.push(key);
      else if (placed !== data) change.writes.push({ key, data: placed });
    }
  }
}

function applyDeletion(entries: readonly CacheEntry[], id: string, change: CacheChange): void {
  for (const { key, data } of entries) {
    if (key[0] !== "conversations") continue;
    const patched = withoutConversation(data as Pages<Conversation>, id);
    if (patched !== data) change.writes.push({ key, data: patched });
  }
  // The open conversation learns from its refetch (404) that it is gone, and says so.
  if (entries.some(({ key }) => key[0] === "conversation" && key[1] === id))
    change.invalidate.push(["conversation", id]);
}

function searchOf(key: readonly unknown[]): string {
  const filter = key[1] as { query?: string } | undefined;
  return filter?.query ?? "";
}

/** Maps every item; the same object comes back when no item changed, so that nothing re-renders. */
export function mapPages<T>(data: Pages<T>, change: (item: T) => T): Pages<T> {
  let changed = false;
  const pages = data.pages.map((page) => {
    let pageChanged = false;
    const items = page.items.map((item) => {
      const next = change(item);
      if (next !== item) pageChanged = true;
      return next;
    });
    if (!pageChanged) return page;
    changed = true;
    return { ...page, items };
  });
  return changed ? { ...data, pages } : data;
}
