/** Where one is: flow, title, and what can be done with the conversation. On phones the title in the app's header is the button of the same menu. */
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, Ellipsis } from "lucide-react";
import { lazy, type ReactNode, useState } from "react";
import type { Conversation } from "../../api/types.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { keepTrying } from "../../ui/keep-trying.ts";
import { InTitlePlace } from "../../ui/title-place.tsx";
import { UntilLoaded } from "../../ui/until-loaded.tsx";
import { PHONE, useMediaQuery } from "../../ui/use-media-query.ts";
import type { ConversationMenuProps } from "./ConversationMenu.tsx";
import { TitleEditor } from "./TitleEditor.tsx";

/** Loaded after the first paint. */
const ConversationMenu = lazy(async () => ({
  default: (await keepTrying(() => import("./ConversationMenu.tsx"))).ConversationMenu,
}));

type ChatHeaderProps = {
  flowId: string;
  flowName: string;
  conversation: Conversation | undefined;
  onRename: (title: string) => void;
  onDelete: () => void;
};

export function ChatHeader(props: ChatHeaderProps) {
  const { conversation, onRename } = props;
  const phone = useMediaQuery(PHONE);
  const [editing, setEditing] = useState(false);
  const editor = editing && conversation && (
    <TitleEditor
      title={conversation.title}
      onDone={(title) => {
        setEditing(false);
        if (title !== null) onRename(title);
      }}
    />
  );
  const facts = { ...props, editor, onEdit: () => setEditing(true) };
  return phone ? <PhoneTitle {...facts} /> : <Row {...facts} />;
}

type PlaceProps = ChatHeaderProps & { editor: ReactNode; onEdit: () => void };

function Row({ flowId, flowName, conversation, onDelete, editor, onEdit }: PlaceProps) {
  return (
    <header className="flex h-13 items-center gap-2 border-b border-line-subtle pr-3 pl-6">
      <nav aria-label="Breadcrumb" className="flex min-w-0 flex-1 items-center gap-2 text-muted">
        <Link
          to="/flow/$flowId"
          params={{ flowId }}
          className="rounded-xs whitespace-nowrap transition-colors hover:text-strong"
        >
          {flowName}
        </Link>
        <ChevronRight aria-hidden="true" size={14} className="opacity-70" />
        {editor || (
          <h1
            className="min-w-0 truncate font-medium text-strong"
            onDoubleClick={() => conversation && onEdit()}
          >
            {conversation?.title ?? "New conversation"}
          </h1>
        )}
      </nav>
      {conversation && (
        <MenuBehind onRename={onEdit} onDelete={onDelete}>
          <IconButton label="More">
            <Ellipsis aria-hidden="true" size={18} />
          </IconButton>
        </MenuBehind>
      )}
    </header>
  );
}

function PhoneTitle({ conversation, onDelete, editor, onEdit }: PlaceProps) {
  if (!conversation) return null;
  return (
    <InTitlePlace>
      {/* Editing takes the header's whole width: a title is longer than its place. */}
      {editor ? (
        <div className="absolute inset-x-2 top-1 z-10 flex bg-canvas">{editor}</div>
      ) : (
        <MenuBehind onRename={onEdit} onDelete={onDelete} align="start">
          <button
            type="button"
            aria-label={`More for ${conversation.title}`}
            className="flex h-11 max-w-full items-center gap-1 rounded-lg text-base font-medium text-strong"
          >
            <span className="truncate">{conversation.title}</span>
            <ChevronDown aria-hidden="true" size={16} className="text-muted" />
          </button>
        </MenuBehind>
      )}
    </InTitlePlace>
  );
}

function MenuBehind(props: ConversationMenuProps) {
  return (
    <UntilLoaded button={props.children}>
      <ConversationMenu {...props} />
    </UntilLoaded>
  );
}
