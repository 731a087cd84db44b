/** Your words: at the right, at most 600 wide; on phones three lines, a tap shows the rest. */
import { useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import { PHONE, useMediaQuery } from "../../ui/use-media-query.ts";

/** From this many characters on, three lines of a phone are not enough. */
const LONG = 110;

export function SaidBubble({ words }: { words: string }) {
  const [open, setOpen] = useState(false);
  const phone = useMediaQuery(PHONE);
  const clamps = phone && words.length > LONG;
  const shape =
    "max-w-150 justify-self-end rounded-2xl rounded-br-xs bg-surface-2 px-4 py-2.5 text-left type-body break-words whitespace-pre-wrap text-strong max-sm:max-w-[88%]";
  if (!clamps) return <p className={shape}>{words}</p>;
  return (
    <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className={shape}>
      <span className={classNames(!open && "line-clamp-3")}>{words}</span>
    </button>
  );
}
