/**
 * How the price is made, above the composer and as wide as it on phones, so that words and price are seen together. Not a modal: typing goes on behind it.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Quote, QuotedStep } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCredits, formatDuration } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { cachedWords } from "./cached-words.ts";
import { quoteLines, stepCredits, timeLeft } from "./quote-lines.ts";

type QuoteBreakdownProps = {
  quote: Quote;
  expiresAt: number;
  available: number | undefined;
  /** Opened from the keyboard, the focus moves in. */
  takeFocus: boolean;
  onClose: (returnFocus: boolean) => void;
};

export function QuoteBreakdown({ quote, expiresAt, available, takeFocus, onClose }: QuoteBreakdownProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takeFocus) panel.current?.focus();
  }, [takeFocus]);
  useDismiss(panel, onClose);
  const below = useHasNoRoomAbove(panel);
  const left = available === undefined ? null : available - quote.credits;

  return (
    <div
      ref={panel}
      role="dialog"
      aria-label="Price of this run"
      tabIndex={-1}
      className={classNames(
        "absolute right-0 z-20 w-85 rounded-xl bg-surface-2 p-4 shadow-e2 animate-rise max-sm:left-0 max-sm:w-auto",
        below ? "top-[calc(100%+8px)]" : "bottom-[calc(100%+8px)]",
      )}
    >
      <div className="mb-3.5 flex items-baseline justify-between gap-3">
        <p className="font-medium text-strong">{formatCredits(quote.credits)}, exactly</p>
        <Validity expiresAt={expiresAt} />
      </div>
      <Leaders className="text-fact [&_dt]:text-(--text-on-raised)">
        {quoteLines(quote.factors).map((line) => (
          <Leader key={line.key} label={line.label} figure={line.figure} />
        ))}
        <Leader total label="You pay at most" figure={formatCredits(quote.credits)} />
      </Leaders>
      {quote.steps.length > 1 && !quote.cached && <PlannedSteps steps={quote.steps} />}
      {quote.notes.map((note) => (
        <p key={note} className="mt-3 text-small text-(--text-on-raised)">
          {note}
        </p>
      ))}
      <p className="mt-3 text-small text-(--text-on-raised)">
        {howItIsMade(quote)}
        {left !== null &&
          (left >= 0
            ? ` You keep ${formatCredits(left)}.`
            : ` You have ${formatCredits(available ?? 0)}, ${-left} too few.`)}
      </p>
    </div>
  );
}

function howItIsMade({ cached, steps, model }: Quote): string {
  if (cached)
    return `${cachedWords(cached.madeAt)}: it becomes a result of its own. Nothing is made and nothing is charged.`;
  const made = steps.length > 1 ? "Each step is charged only if it is delivered" : `Made by ${model.name}`;
  return `${made}. If another model has to take over, the price stays the same or falls.`;
}

/** What will be made, in order: by whom, and each one's exact share of the price. */
function PlannedSteps({ steps }: { steps: QuotedStep[] }) {
  return (
    <section className="mt-3.5 border-t border-line pt-3">
      <p className="mb-1.5 text-small text-(--text-on-raised)">
        {steps.length} steps, each one's exact share
      </p>
      <ol className="grid gap-1.5 text-fact">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a quote are positions and never move
          <li key={index} className="grid grid-cols-[20px_minmax(0,1fr)_auto] gap-x-2">
            <span className="text-(--text-on-raised)">{index + 1}</span>
            <span className="text-strong">{step.label}</span>
            <span className="text-strong">{stepCredits(step.millionths)}</span>
            <span className="col-start-2 truncate text-small text-(--text-on-raised)">
              {step.model.name}, about {formatDuration(step.expectedMs)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Above the composer is its place; where the page ends too soon (the empty screen of a phone) it hangs below. */
function useHasNoRoomAbove(panel: React.RefObject<HTMLElement | null>): boolean {
  const [below, setBelow] = useState(false);
  useLayoutEffect(() => {
    const element = panel.current;
    const composer = element?.offsetParent;
    const page = document.getElementById("page");
    if (!element || !composer) return;
    const room = composer.getBoundingClientRect().top - (page?.getBoundingClientRect().top ?? 0);
    setBelow(room < element.offsetHeight + 12);
  }, [panel]);
  return below;
}

/** Counts down each second while it is on screen. */
function Validity({ expiresAt }: { expiresAt: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span className="text-small text-(--text-on-raised)">Valid {timeLeft(expiresAt - now)}</span>;
}

/** Escape closes and returns the focus; a press elsewhere closes and leaves it there. */
function useDismiss(
  panel: React.RefObject<HTMLElement | null>,
  onClose: (returnFocus: boolean) => void,
): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      close.current(true);
    };
    const onPress = (event: PointerEvent) => {
      const target = event.target;
      // The chip toggles by itself, and the words behind may be changed with the price in view.
      if (target instanceof Element && (panel.current?.contains(target) || target.closest("[data-composer]")))
        return;
      close.current(false);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [panel]);
}
