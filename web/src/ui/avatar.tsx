/** The first letters of a name in a circle. */
import { classNames } from "./class-names.ts";

/** "Asha Rao" gives "AR", "asha@raostudio.in" gives "A". */
export function initials(name: string): string {
  const words = name.split("@")[0]?.trim().split(/\s+/).filter(Boolean) ?? [];
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "inline-grid size-8 shrink-0 place-items-center rounded-full bg-surface-2 text-small font-medium text-strong",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
