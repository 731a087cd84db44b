/** Conversations: reading them, one file for the keys so that live events find the same entries. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Conversation, Message, Page } from "../../api/types.ts";

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

/** Newest first, page by page into the past. */
export function messagesQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: ["messages", conversationId],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Message>>(`/conversations/${conversationId}/messages`, {
        query: { limit: MESSAGES_LIMIT, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}
