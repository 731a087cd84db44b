/** The words: grows with them to 40 % of the height, then scrolls. */
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { classNames } from "../../ui/class-names.ts";

type PromptFieldProps = {
  ref: RefObject<HTMLTextAreaElement | null>;
  id: string;
  value: string;
  onChange: (text: string) => void;
  onEnter: () => void;
  /** What the arrow up brings back into an empty field. */
  lastPrompt: string | undefined;
  /** Takes files that are pasted. */
  onFiles?: (files: File[]) => void;
  describedBy: string;
  invalid: boolean;
  /** `tall` on the empty screen, `line` in a thread until it is used. */
  size: "tall" | "grown" | "line";
};

export function PromptField({
  ref,
  id,
  value,
  onChange,
  onEnter,
  lastPrompt,
  onFiles,
  describedBy,
  invalid,
  size,
}: PromptFieldProps) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words and the layout are what changes the height
  useLayoutEffect(() => {
    const field = ref.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }, [ref, value, size]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes a character, Enter belongs to it.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      onEnter();
    } else if (event.key === "ArrowUp" && value === "" && lastPrompt) {
      event.preventDefault();
      onChange(lastPrompt);
    }
  };

  return (
    <>
      <label htmlFor={id} className="sr-only">
        Prompt
      </label>
      <textarea
        ref={ref}
        id={id}
        rows={1}
        value={value}
        placeholder="Describe what you'd like to create…"
        enterKeyHint="send"
        autoComplete="off"
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (!onFiles || files.length === 0) return;
          event.preventDefault();
          onFiles(files);
        }}
        className={classNames(
          "block max-h-[40dvh] w-full resize-none overflow-y-auto bg-transparent type-body text-strong outline-none scroll-quiet",
          size === "line" ? "min-h-6 px-1.5" : "px-4.5 pt-4 pb-1.5",
          size === "tall" && "min-h-18",
          size === "grown" && "min-h-11.5",
        )}
      />
    </>
  );
}
