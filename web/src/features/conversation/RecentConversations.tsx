/** "Recent" in the sidebar: the last conversations with their pictures; one that runs shows its ring instead. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { ConversationThumb } from "./ConversationThumb.tsx";
import { conversationsQuery } from "./conversations.ts";

/** As many as fit a laptop's height beside the flows. */
const SHOWN = 8;

const ROW =
  "flex h-8.5 items-center gap-2.5 rounded-lg px-2 text-muted transition-colors hover:bg-surface-1 hover:text-strong aria-[current]:bg-surface-1 aria-[current]:text-strong aria-[current]:inset-ring aria-[current]:inset-ring-line-subtle";

export function RecentConversations() {
  const { data } = useInfiniteQuery(conversationsQuery(""));
  const { conversationId } = useParams({ strict: false });
  const recent = data?.pages.flatMap((page) => page.items).slice(0, SHOWN) ?? [];
  if (recent.length === 0) return null;
  return (
    <nav aria-label="Recent conversations">
      <h2 className="px-2 pt-4.5 pb-1.5 text-small text-muted">Recent</h2>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {recent.map((conversation) => (
          <li key={conversation.id}>
            <Link
              to="/flow/$flowId/c/$conversationId"
              params={{ flowId: conversation.flowId, conversationId: conversation.id }}
              aria-current={conversation.id === conversationId ? "page" : undefined}
              className={ROW}
            >
              <ConversationThumb conversation={conversation} size="small" />
              <span className="truncate">{conversation.title}</span>
            </Link>
          </li>
        ))}
        <li>
          <Link to="/history" className={ROW}>
            <span className="grid size-5.5 place-items-center">
              <Ellipsis aria-hidden="true" size={18} />
            </span>
            All conversations
          </Link>
        </li>
      </ul>
    </nav>
  );
}
