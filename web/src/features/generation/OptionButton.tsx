/** A choice in the composer's bar: an icon and the value chosen, named for screen readers. */
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "../../ui/class-names.ts";

export function OptionButton({
  label,
  className,
  ...rest
}: ComponentProps<"button"> & { label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      className={classNames(
        "inline-flex h-8.5 shrink-0 items-center gap-1.5 rounded-lg px-2.5 text-fact whitespace-nowrap text-muted transition-colors hover:bg-surface-2 hover:text-strong data-[state=open]:bg-surface-2 max-sm:h-11 max-sm:px-2",
        className,
      )}
    />
  );
}
