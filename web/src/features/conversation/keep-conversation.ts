/** Writes a conversation that a request answered into every list that shows it. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Conversation, Page } from "../../api/types.ts";
import { placeConversation, withoutConversation } from "../../live/conversation-pages.ts";

type List = InfiniteData<Page<Conversation>>;

export function keepConversation(queryClient: QueryClient, conversation: Conversation): void {
  queryClient.setQueryData(["conversation", conversation.id], conversation);
  for (const [key, data] of queryClient.getQueriesData<List>({ queryKey: ["conversations"] })) {
    if (!data) continue;
    const filter = key[1] as { query?: string } | undefined;
    const placed = placeConversation(data, conversation, !filter?.query);
    if (placed === "unknown") void queryClient.invalidateQueries({ queryKey: key });
    else queryClient.setQueryData(key, placed);
  }
}

export function forgetConversation(queryClient: QueryClient, id: string): void {
  queryClient.setQueriesData<List>(
    { queryKey: ["conversations"] },
    (data) => data && withoutConversation(data, id),
  );
}
