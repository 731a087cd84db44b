/**
 * Button: a verb with its object or price. Four kinds, one primary a screen.
 * While busy it keeps its width and its label for screen readers.
 */
import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

export type ButtonKind = "primary" | "second" | "ghost" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const KINDS: Record<ButtonKind, string> = {
  primary:
    "bg-primary text-on-primary font-semibold inset-shadow-[0_1px_0_rgb(255_255_255/.14)] hover:bg-primary-hover active:bg-primary-active",
  second: "bg-surface-1 text-strong font-medium inset-ring inset-ring-line hover:bg-surface-2",
  ghost: "text-body font-medium hover:bg-surface-2",
  danger: "bg-danger text-on-primary font-semibold hover:bg-danger-hover",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-(--h-control-sm) px-2.5 text-fact rounded-sm",
  md: "h-(--h-control) px-3.5 text-ui rounded-lg",
  lg: "h-(--h-control-lg) px-5 text-[15px] leading-5 rounded-lg",
};

const DISABLED =
  "disabled:bg-surface-2/50 disabled:text-disabled disabled:inset-ring-0 disabled:inset-shadow-none disabled:hover:bg-surface-2/50";

/** The classes of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = "second", size: ButtonSize = "md"): string {
  return classNames(
    "relative inline-flex items-center justify-center gap-2 whitespace-nowrap transition-colors",
    KINDS[kind],
    SIZES[size],
  );
}

type ButtonProps = ComponentProps<"button"> & { kind?: ButtonKind; size?: ButtonSize; busy?: boolean };

export function Button({ kind, size, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass(kind, size), DISABLED, busy && "cursor-progress", className)}
    >
      <span className={classNames("inline-flex items-center gap-2", busy && "opacity-0")}>{children}</span>
      {busy && (
        <span
          aria-hidden="true"
          className="absolute size-4 rounded-full border-2 border-current border-t-transparent opacity-80 animate-turn"
        />
      )}
    </button>
  );
}
