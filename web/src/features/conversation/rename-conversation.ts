/** Gives a conversation another title, at once on screen; a refusal brings the old one back. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Conversation } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";
import { keepConversation } from "./keep-conversation.ts";

export function useRenameConversation() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ conversation, title }: { conversation: Conversation; title: string }) =>
      request<Conversation>(`/conversations/${conversation.id}`, { method: "PATCH", body: { title } }),
    onMutate: ({ conversation, title }) => keepConversation(queryClient, { ...conversation, title }),
    onSuccess: (conversation) => keepConversation(queryClient, conversation),
    onError: (error, { conversation }) => {
      keepConversation(queryClient, conversation);
      toast({ tone: "bad", title: "Not renamed", detail: wordsFor(error).sentence });
    },
  });
}
