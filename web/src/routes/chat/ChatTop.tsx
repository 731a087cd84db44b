/** The row above a conversation, and what its menu does. Deleting leaves for a new conversation; Undo comes back. */
import { useNavigate } from "@tanstack/react-router";
import type { Conversation, Flow } from "../../api/types.ts";
import { ChatHeader } from "../../features/conversation/ChatHeader.tsx";
import { useDeleteConversation } from "../../features/conversation/delete-conversation.ts";
import { useRenameConversation } from "../../features/conversation/rename-conversation.ts";

type ChatTopProps = { flow: Flow; title: string; conversation: Conversation | undefined };

export function ChatTop({ flow, title, conversation }: ChatTopProps) {
  const navigate = useNavigate();
  const rename = useRenameConversation();
  const remove = useDeleteConversation(
    ({ id }) =>
      void navigate({
        to: "/flow/$flowId/c/$conversationId",
        params: { flowId: flow.id, conversationId: id },
      }),
  );
  return (
    <>
      {/* Phones have no room for the row; title and menu stand in the app's header. */}
      <h1 className="sr-only sm:hidden">{title}</h1>
      <ChatHeader
        flowId={flow.id}
        flowName={flow.name}
        conversation={conversation}
        onRename={(next) => conversation && rename.mutate({ conversation, title: next })}
        onDelete={() => {
          if (!conversation) return;
          remove.mutate(conversation);
          void navigate({ to: "/flow/$flowId", params: { flowId: flow.id } });
        }}
      />
    </>
  );
}
