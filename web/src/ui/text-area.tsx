/** Several lines of text, with the edges of a text input. */
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

export function TextArea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...rest}
      className={classNames(
        "w-full rounded-lg bg-surface-1 px-3 py-2.25 text-strong inset-ring inset-ring-line-control max-sm:text-base",
        "aria-invalid:inset-ring-error disabled:opacity-55 scroll-quiet",
        className,
      )}
    />
  );
}
