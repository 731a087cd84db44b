/** What a long press on a picture brings: its actions, from the bottom. */
import { Sheet } from "../../ui/sheet.tsx";
import { ActionList } from "./ActionList.tsx";
import type { MediaAction } from "./media-actions.tsx";

export function ActionSheet({ actions, onClose }: { actions: MediaAction[]; onClose: () => void }) {
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title="Picture" hideTitle>
      <ActionList actions={actions} onChosen={onClose} />
    </Sheet>
  );
}
