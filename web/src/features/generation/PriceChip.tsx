/** The price beside Send: one button whose words are the state of the price. Its width follows its figures, nothing else. */
import { ChevronUp, CircleAlert, MessageCircleQuestion, RefreshCw } from "lucide-react";
import type { ComponentProps } from "react";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatCredits } from "../../ui/format.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { PriceState } from "./price-state.ts";

type PriceChipProps = Omit<ComponentProps<"button">, "onToggle"> & {
  state: PriceState;
  open: boolean;
  onToggle: (byKeyboard: boolean) => void;
  onRenew: () => void;
};

export function PriceChip({ state, open, onToggle, onRenew, className, ...rest }: PriceChipProps) {
  const shape = classNames(
    "inline-flex h-9 shrink-0 items-center gap-1.5 rounded-lg px-3 whitespace-nowrap max-sm:h-11 max-sm:px-2",
    className,
  );
  switch (state.kind) {
    case "idle":
      return (
        // A phone's row has no room for it beside the buttons.
        <span className={classNames(shape, "text-muted max-sm:sr-only")}>Price shows here</span>
      );
    case "pricing":
      return (
        <span className={shape} role="status">
          <Skeleton className="h-4 w-21" />
          <span className="sr-only">Pricing</span>
        </span>
      );
    case "question":
      return (
        <span className={classNames(shape, "text-info")}>
          <MessageCircleQuestion aria-hidden="true" size={14} />A question first
        </span>
      );
    case "impossible":
      return <span className={classNames(shape, "text-muted")}>No price for this</span>;
    case "expired":
    case "unpriced":
      return (
        <button
          type="button"
          {...rest}
          onClick={onRenew}
          className={classNames(shape, "font-medium text-warning transition-colors hover:bg-surface-2")}
        >
          <RefreshCw aria-hidden="true" size={14} />
          Price again
        </button>
      );
    default:
      return (
        <button
          type="button"
          {...rest}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={(event) => onToggle(event.detail === 0)}
          className={classNames(
            shape,
            "font-medium transition-colors hover:bg-surface-2",
            open && "bg-surface-2",
            state.kind === "short" ? "text-warning" : "text-strong",
          )}
        >
          <PriceWords state={state} />
        </button>
      );
  }
}

function PriceWords({ state }: { state: Extract<PriceState, { kind: "quoted" | "short" }> }) {
  if (state.kind === "short")
    return (
      <>
        <CircleAlert aria-hidden="true" size={14} />
        {formatCount(state.short)} short
      </>
    );
  return (
    <>
      {state.fellFrom !== null && (
        <>
          <s className="font-normal text-muted" aria-hidden="true">
            {formatCount(state.fellFrom)}
          </s>
          <span className="sr-only">Was {formatCount(state.fellFrom)}, now </span>
        </>
      )}
      {formatCredits(state.credits)}
      <ChevronUp aria-hidden="true" size={14} className="text-muted" />
    </>
  );
}
