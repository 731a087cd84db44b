/** A key as it is printed on the keyboard. */
import { classNames } from "./class-names.ts";

export function Kbd({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={classNames(
        "inline-block min-w-4.5 rounded-xs px-1.25 text-center font-sans text-small font-medium text-muted inset-ring inset-ring-line",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
