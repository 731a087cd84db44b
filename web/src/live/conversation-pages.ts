/**
 * Keeping loaded pages of conversations in order (newest activity first) while single conversations change under them.
 */
import type { Conversation } from "../api/types.ts";
import type { Pages } from "./apply-event.ts";

/**
 * Puts a conversation where its last activity belongs. `complete` is false for a filtered list (a search): there a conversation is only replaced where it
 * stands, and "unknown" asks the caller to refetch, because only the server can say whether it matches.
 * An older version of a conversation changes nothing.
 */
export function placeConversation(
  data: Pages<Conversation>,
  next: Conversation,
  complete: boolean,
): Pages<Conversation> | "unknown" {
  const known = data.pages.flatMap((page) => page.items).find((item) => item.id === next.id);
  if (known && known.updatedAt > next.updatedAt) return data;
  if (!complete) return known ? replace(data, next) : "unknown";
  if (known && known.updatedAt === next.updatedAt) return replace(data, next);
  return insert(withoutConversation(data, next.id), next);
}

/** The pages without one conversation; the same object when it was not there. */
export function withoutConversation(data: Pages<Conversation>, id: string): Pages<Conversation> {
  if (!data.pages.some((page) => page.items.some((item) => item.id === id))) return data;
  return {
    ...data,
    pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })),
  };
}

function replace(data: Pages<Conversation>, next: Conversation): Pages<Conversation> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === next.id ? next : item)),
    })),
  };
}

function insert(data: Pages<Conversation>, next: Conversation): Pages<Conversation> {
  for (const [pageIndex, page] of data.pages.entries()) {
    const index = page.items.findIndex((item) => item.updatedAt <= next.updatedAt);
    if (index >= 0)
      return withItems(data, pageIndex, [...page.items.slice(0, index), next, ...page.items.slice(index)]);
  }
  const last = data.pages.length - 1;
  const lastPage = data.pages[last];
  // Older than everything loaded while more can be loaded: it will come with its page.
  if (!lastPage || lastPage.nextCursor !== null) return data;
  return withItems(data, last, [...lastPage.items, next]);
}

function withItems(data: Pages<Conversation>, pageIndex: number, items: Conversation[]): Pages<Conversation> {
  return {
    ...data,
    pages: data.pages.map((page, index) => (index === pageIndex ? { ...page, items } : page)),
  };
}
