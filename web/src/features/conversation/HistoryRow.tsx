/** One conversation in the history: picture, title, what its last run came to, and its menu. The whole row opens it. */
import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "../../api/types.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { ConversationMenu } from "./ConversationMenu.tsx";
import { ConversationThumb } from "./ConversationThumb.tsx";
import { statusWords } from "./status-words.ts";
import { TitleEditor } from "./TitleEditor.tsx";

type HistoryRowProps = {
  conversation: Conversation;
  onRename: (title: string) => void;
  onDelete: () => void;
};

export function HistoryRow({ conversation, onRename, onDelete }: HistoryRowProps) {
  const [editing, setEditing] = useState(false);
  const { id, flowId, title, updatedAt, lastGeneration } = conversation;
  return (
    <li className="relative flex items-center gap-3.5 py-2 transition-colors hover:bg-surface-1 sm:-mx-3 sm:rounded-xl sm:px-3">
      <ConversationThumb conversation={conversation} size="large" />
      <div className="min-w-0 flex-1">
        {editing ? (
          <div className="relative z-1 flex">
            <TitleEditor
              title={title}
              onDone={(next) => {
                setEditing(false);
                if (next !== null) onRename(next);
              }}
            />
          </div>
        ) : (
          <Link
            to="/flow/$flowId/c/$conversationId"
            params={{ flowId, conversationId: id }}
            className="block truncate font-medium text-strong after:absolute after:inset-0"
          >
            {title}
          </Link>
        )}
        <p className="truncate text-fact text-muted">
          {statusWords(lastGeneration)} · {timeOfDay(updatedAt)}
        </p>
      </div>
      <span className="relative z-1">
        <ConversationMenu onRename={() => setEditing(true)} onDelete={onDelete}>
          <IconButton label={`More for ${title}`}>
            <Ellipsis aria-hidden="true" size={18} />
          </IconButton>
        </ConversationMenu>
      </span>
    </li>
  );
}

/** "21:04": the day stands above the rows. */
function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
