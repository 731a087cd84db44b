/** Your words: at the right, at most 600 wide; on phones three lines, a tap shows the rest. Beside them, the way to change them. */
import { Pencil } from "lucide-react";
import { useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { PHONE, useMediaQuery } from "../../ui/use-media-query.ts";

/** From this many characters on, three lines of a phone are not enough. */
const LONG = 110;

type SaidBubbleProps = {
  words: string;
  /** Puts them back into the composer; null where they cannot be changed. */
  onEdit: (() => void) | null;
};

export function SaidBubble({ words, onEdit }: SaidBubbleProps) {
  const [open, setOpen] = useState(false);
  const phone = useMediaQuery(PHONE);
  const clamps = phone && words.length > LONG;
  const shape =
    "min-w-0 max-w-150 rounded-2xl rounded-br-xs bg-surface-2 px-4 py-2.5 text-left type-body break-words whitespace-pre-wrap text-strong max-sm:max-w-[88%]";
  return (
    <div className="group/said flex items-center justify-end gap-1">
      {onEdit && (
        <IconButton
          label="Edit"
          size="sm"
          onClick={onEdit}
          className="opacity-0 transition-opacity group-focus-within/said:opacity-100 group-hover/said:opacity-100 max-sm:-mr-1 max-sm:opacity-100 pointer-coarse:opacity-100"
        >
          <Pencil aria-hidden="true" size={14} />
        </IconButton>
      )}
      {clamps ? (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className={shape}>
          <span className={classNames(!open && "line-clamp-3")}>{words}</span>
        </button>
      ) : (
        <p className={shape}>{words}</p>
      )}
    </div>
  );
}
