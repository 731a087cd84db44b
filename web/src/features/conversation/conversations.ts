/** Conversations: reading them, one file for the keys so that live events find the same entries. */
import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Conversation, Generation, Message, Page } from "../../api/types.ts";
import { laterOf } from "../../live/later-of.ts";

const LIST_LIMIT = 30;
const MESSAGES_LIMIT = 20;

/** Newest activity first. `query` searches titles and words; empty means all. */
export function conversationsQuery(query: string) {
  return infiniteQueryOptions({
    queryKey: ["conversations", { query }],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Conversation>>("/conversations", {
        query: { query, limit: LIST_LIMIT, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => request<Conversation>(`/conversations/${id}`, { signal }),
  });
}

/**
 * The messages of a branch, newest first, page by page into the past. `through` is a message the branch leads through; without one it is the newest branch,
 * whose key is the one that sending and live events write to.
 */
export function messagesQuery(conversationId: string, through?: string) {
  return infiniteQueryOptions({
    queryKey: through === undefined ? ["messages", conversationId] : ["messages", conversationId, through],
    queryFn: async ({ pageParam, signal, client }) =>
      keepNewer(
        client,
        await request<Page<Message>>(`/conversations/${conversationId}/messages`, {
          query: { through, limit: MESSAGES_LIMIT, cursor: pageParam ?? undefined },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** A run may have gone on, or ended, while the page that shows it was on its way. */
export function keepNewer(client: QueryClient, page: Page<Message>): Page<Message> {
  const items = page.items.map((message) => {
    const { generation } = message;
    if (!generation) return message;
    const known = client.getQueryData<Generation>(["generation", generation.id]);
    return { ...message, generation: laterOf(known, generation) };
  });
  return { ...page, items };
}
