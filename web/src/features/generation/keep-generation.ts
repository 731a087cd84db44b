/** Puts a run that a request answered into the cache, by the same reducer that live events use. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Generation, Message, Page } from "../../api/types.ts";
import { mapPages } from "../../live/apply-event.ts";
import { laterOf } from "../../live/later-of.ts";

/** Replaces older versions of a run wherever its conversation shows it. */
export function keepGeneration(queryClient: QueryClient, next: Generation): void {
  queryClient.setQueryData<Generation>(["generation", next.id], (known) => laterOf(known, next));
  queryClient.setQueriesData<InfiniteData<Page<Message>>>(
    { queryKey: ["messages", next.conversationId] },
    (data) =>
      data &&
      mapPages(data, (message) =>
        message.generation?.id === next.id && laterOf(message.generation, next) === next
          ? { ...message, generation: next }
          : message,
      ),
  );
}

/** Where words were said that are not at the end of the newest branch. */
export type ForkedFrom = {
  /** The branch on screen; the newest when absent. */
  through?: string;
  /** The message they stand in the place of, or after. */
  editedMessageId?: string;
  parentMessageId?: string;
};

/** Shows a run that was just accepted: its messages stand in the conversation before the server is asked for them. */
export function seedConversation(queryClient: QueryClient, generation: Generation, fork?: ForkedFrom): void {
  const { conversationId, createdAt } = generation;
  // Marked as ours, so that the refetch below replaces them by the server's.
  const answer: Message = {
    id: `local-answer-${generation.id}`,
    conversationId,
    role: "assistant",
    text: "",
    generation,
    batch: null,
    parentId: null,
    branches: [],
    createdAt: createdAt + 1,
  };
  const words: Message = {
    id: `local-words-${generation.id}`,
    conversationId,
    role: "user",
    text: generation.inputData.prompt,
    generation: null,
    batch: null,
    parentId: null,
    branches: [],
    createdAt,
  };
  // Making once more what failed says nothing anew.
  const own = generation.retryOf ? [answer] : [answer, words];
  queryClient.setQueryData<Generation>(["generation", generation.id], (known) => laterOf(known, generation));
  const newest = ["messages", conversationId];
  const shown = fork?.through === undefined ? newest : [...newest, fork.through];
  const before = queryClient.getQueryData<InfiniteData<Page<Message>>>(shown);
  queryClient.setQueryData<InfiniteData<Page<Message>>>(newest, (known) => {
    const data = fork ? before && cutAt(before, fork) : known;
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

/** The part of a branch that the new words follow: what is newer belongs to the branch they leave. */
export function cutAt(
  data: InfiniteData<Page<Message>>,
  { editedMessageId, parentMessageId }: ForkedFrom,
): InfiniteData<Page<Message>> | undefined {
  const wanted = editedMessageId ?? parentMessageId;
  if (wanted === undefined) return data;
  const page = data.pages.findIndex(({ items }) => items.some(({ id }) => id === wanted));
  const cut = data.pages[page];
  // Not on screen: the server's answer says what is before it.
  if (!cut) return undefined;
  const from = cut.items.findIndex(({ id }) => id === wanted) + (editedMessageId === undefined ? 0 : 1);
  return {
    pages: [{ ...cut, items: cut.items.slice(from) }, ...data.pages.slice(page + 1)],
    pageParams: data.pageParams.slice(page),
  };
}
