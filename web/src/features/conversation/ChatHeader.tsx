/** Where one is: flow, title, and what can be done with the conversation. Phones show the title in the app's header, and rename and delete in the history. */
import { Link } from "@tanstack/react-router";
import { ChevronRight, Ellipsis, PenLine, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "../../api/types.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";
import { TitleEditor } from "./TitleEditor.tsx";

type ChatHeaderProps = {
  flowId: string;
  flowName: string;
  conversation: Conversation | undefined;
  onRename: (title: string) => void;
  onDelete: () => void;
};

export function ChatHeader({ flowId, flowName, conversation, onRename, onDelete }: ChatHeaderProps) {
  const [editing, setEditing] = useState(false);
  return (
    <header className="flex h-13 max-sm:hidden items-center gap-2 border-b border-line-subtle pr-3 pl-6">
      <nav aria-label="Breadcrumb" className="flex min-w-0 flex-1 items-center gap-2 text-muted">
        <Link
          to="/flow/$flowId"
          params={{ flowId }}
          className="rounded-xs whitespace-nowrap transition-colors hover:text-strong"
        >
          {flowName}
        </Link>
        <ChevronRight aria-hidden="true" size={14} className="opacity-70" />
        {editing && conversation ? (
          <TitleEditor
            title={conversation.title}
            onDone={(title) => {
              setEditing(false);
              if (title !== null) onRename(title);
            }}
          />
        ) : (
          <h1
            className="min-w-0 truncate font-medium text-strong"
            onDoubleClick={() => conversation && setEditing(true)}
          >
            {conversation?.title ?? "New conversation"}
          </h1>
        )}
      </nav>
      {conversation && (
        <Menu
          trigger={
            <IconButton label="More">
              <Ellipsis aria-hidden="true" size={18} />
            </IconButton>
          }
        >
          {/* After the menu has given its focus back, or the field would lose it at once. */}
          <MenuItem
            icon={<PenLine aria-hidden="true" size={16} />}
            onSelect={() => setTimeout(() => setEditing(true))}
          >
            Rename
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 aria-hidden="true" size={16} />} danger onSelect={onDelete}>
            Delete
          </MenuItem>
        </Menu>
      )}
    </header>
  );
}
