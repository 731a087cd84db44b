/** One of a few, in the browser's own list: at home on phones and under screen readers. */
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

export function ChoiceInput({ children, ...rest }: ComponentProps<"select">) {
  return (
    <span className="relative block">
      <select
        {...rest}
        className="h-10 w-full appearance-none rounded-lg bg-surface-1 pr-9 pl-3 text-strong inset-ring inset-ring-line-control aria-invalid:inset-ring-error max-sm:h-11 max-sm:text-base"
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden="true"
        size={16}
        className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
