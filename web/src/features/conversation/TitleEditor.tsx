/** A title being changed in its place: Enter or leaving keeps it, Escape does not. */
import { useEffect, useRef, useState } from "react";

const TITLE_MAX_CHARACTERS = 120;

/** `onDone` gets the new title, or `null` when nothing is to change. */
export function TitleEditor({ title, onDone }: { title: string; onDone: (title: string | null) => void }) {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);

  const finish = (keep: boolean) => {
    if (done.current) return;
    done.current = true;
    const next = text.trim();
    onDone(keep && next !== "" && next !== title ? next : null);
  };

  return (
    <input
      ref={field}
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the title that was just chosen for renaming
      autoFocus
      aria-label="Title"
      value={text}
      maxLength={TITLE_MAX_CHARACTERS}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") {
          event.preventDefault();
          finish(false);
        }
      }}
      className="h-8 min-w-0 flex-1 rounded-lg bg-surface-1 px-2 font-medium text-strong inset-ring inset-ring-line-control max-sm:h-11 max-sm:text-base"
    />
  );
}
