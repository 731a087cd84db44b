/** Puts a run that a request answered into the cache, by the same reducer that live events use. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Generation, Message, Page } from "../../api/types.ts";
import { mapPages } from "../../live/apply-event.ts";

/** Replaces older versions of a run wherever its conversation shows it. */
export function keepGeneration(queryClient: QueryClient, next: Generation): void {
  queryClient.setQueryData<Generation>(["generation", next.id], (known) =>
    known && known.version >= next.version ? known : next,
  );
  queryClient.setQueryData<InfiniteData<Page<Message>>>(
    ["messages", next.conversationId],
    (data) =>
      data &&
      mapPages(data, (message) =>
        message.generation?.id === next.id && message.generation.version < next.version
          ? { ...message, generation: next }
          : message,
      ),
  );
}

/** Shows a run that was just accepted: its two messages stand in the conversation before the server is asked for them. */
export function seedConversation(queryClient: QueryClient, generation: Generation): void {
  const { conversationId, createdAt } = generation;
  // Marked as ours, so that the refetch below replaces them by the server's.
  const own: Message[] = [
    {
      id: `local-answer-${generation.id}`,
      conversationId,
      role: "assistant",
      text: "",
      generation,
      batch: null,
      createdAt: createdAt + 1,
    },
    {
      id: `local-words-${generation.id}`,
      conversationId,
      role: "user",
      text: generation.inputData.prompt,
      generation: null,
      batch: null,
      createdAt,
    },
  ];
  queryClient.setQueryData<Generation>(["generation", generation.id], (known) =>
    known && known.version >= generation.version ? known : generation,
  );
  queryClient.setQueryData<InfiniteData<Page<Message>>>(["messages", conversationId], (data) => {
    const [first, ...rest] = data?.pages ?? [];
    if (!data || !first) return { pages: [{ items: own, nextCursor: null }], pageParams: [null] };
    if (data.pages.some((page) => page.items.some((message) => message.generation?.id === generation.id)))
      return data;
    return { ...data, pages: [{ ...first, items: [...own, ...first.items] }, ...rest] };
  });
  void queryClient.invalidateQueries({ queryKey: ["messages", conversationId] });
  void queryClient.invalidateQueries({ queryKey: ["conversations"] });
  void queryClient.invalidateQueries({ queryKey: ["conversation", conversationId] });
  void queryClient.invalidateQueries({ queryKey: ["generations"] });
  void queryClient.invalidateQueries({ queryKey: ["balance"] });
}
