/** A filter that is on or off. Never colour alone: a chosen chip is also announced as pressed. */
import type { ComponentProps } from "react";

type ChipProps = Omit<ComponentProps<"button">, "aria-pressed"> & { pressed: boolean };

export function Chip({ pressed, children, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={pressed}
      className="inline-flex h-8 items-center gap-1.5 rounded-full px-3 text-fact whitespace-nowrap text-body inset-ring inset-ring-line transition-colors hover:bg-surface-2 aria-pressed:bg-primary-soft aria-pressed:text-primary-soft-text aria-pressed:inset-ring-primary-line max-sm:h-11 max-sm:px-4"
    >
      {children}
    </button>
  );
}
