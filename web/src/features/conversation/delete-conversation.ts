/** Deletes at once and offers Undo for ten seconds: nothing is asked before, because nothing is lost yet. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Conversation } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";
import { forgetConversation, keepConversation } from "./keep-conversation.ts";

const UNDO_MS = 10_000;

/** `onRestored` is called when Undo brought it back. */
export function useDeleteConversation(onRestored?: (conversation: Conversation) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (conversation: Conversation) =>
      request<void>(`/conversations/${conversation.id}`, { method: "DELETE" }),
    onMutate: (conversation) => forgetConversation(queryClient, conversation.id),
    onSuccess: (_, conversation) => {
      toast({
        title: "Conversation deleted",
        detail: conversation.title,
        action: { label: "Undo", run: () => void restore(queryClient, conversation, onRestored) },
        stayMs: UNDO_MS,
      });
    },
    onError: (error, conversation) => {
      keepConversation(queryClient, conversation);
      toast({ tone: "bad", title: "Not deleted", detail: wordsFor(error).sentence });
    },
  });
}

async function restore(
  queryClient: QueryClient,
  { id }: Conversation,
  onRestored?: (conversation: Conversation) => void,
): Promise<void> {
  try {
    const conversation = await request<Conversation>(`/conversations/${id}/restore`, { method: "POST" });
    keepConversation(queryClient, conversation);
    onRestored?.(conversation);
  } catch (error) {
    toast({ tone: "bad", title: "Not restored", detail: wordsFor(error).sentence });
  }
}
