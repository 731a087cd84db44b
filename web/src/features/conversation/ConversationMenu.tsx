/** What can be done with a conversation, the same in its header and in the history. */
import { PenLine, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { Menu, MenuItem, MenuSeparator } from "../../ui/menu.tsx";

export type ConversationMenuProps = {
  /** One button; its name is the menu's name. */
  children: ReactNode;
  align?: "start" | "end";
  /** Asks for a new title. */
  onRename: () => void;
  onDelete: () => void;
};

export function ConversationMenu({ children, align, onRename, onDelete }: ConversationMenuProps) {
  return (
    <Menu trigger={children} align={align}>
      {/* After the menu has given its focus back, or the field would lose it at once. */}
      <MenuItem icon={<PenLine aria-hidden="true" size={16} />} onSelect={() => setTimeout(onRename)}>
        Rename
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 aria-hidden="true" size={16} />} danger onSelect={onDelete}>
        Delete
      </MenuItem>
    </Menu>
  );
}
