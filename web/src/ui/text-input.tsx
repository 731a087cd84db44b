/** One line of text. `quiet` is for search, where the edge may be decorative. */
import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

type TextInputProps = ComponentProps<"input"> & {
  quiet?: boolean;
  large?: boolean;
  /** An icon inside, at the left. */
  icon?: ReactNode;
  /** A control inside, at the right. */
  end?: ReactNode;
};

export function TextInput({ quiet, large, icon, end, className, ...rest }: TextInputProps) {
  return (
    <div className={classNames("relative w-full", className)}>
      {icon && (
        <span className="pointer-events-none absolute inset-y-0 left-3 grid place-items-center text-muted">
          {icon}
        </span>
      )}
      <input
        {...rest}
        className={classNames(
          "w-full rounded-lg bg-surface-1 text-strong inset-ring max-sm:text-base",
          "aria-invalid:inset-ring-error disabled:opacity-55",
          large ? "h-11" : "h-10 max-sm:h-11",
          icon ? "pl-9.5" : "pl-3",
          end ? "pr-11" : "pr-3",
          quiet ? "inset-ring-line" : "inset-ring-line-control",
        )}
      />
      {end && <span className="absolute inset-y-0 right-1 grid place-items-center">{end}</span>}
    </div>
  );
}
