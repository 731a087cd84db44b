/** The composer: words, choices, price, send. In a thread it is one line until it is used. */
import { ArrowUp } from "lucide-react";
import { lazy, type ReactNode, type RefObject, Suspense, useId, useRef } from "react";
import { classNames } from "../../ui/class-names.ts";
import { keepTrying } from "../../ui/keep-trying.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import { AttachButton } from "./AttachButton.tsx";
import { Attachments } from "./Attachments.tsx";
import { CachedOffer } from "./CachedOffer.tsx";
import { ComposerUnder } from "./ComposerUnder.tsx";
import { OptionBar } from "./OptionBar.tsx";
import { PriceChip } from "./PriceChip.tsx";
import { PromptField } from "./PromptField.tsx";
import { type ComposerFacts, useComposer } from "./use-composer.ts";
import { useFileDrop } from "./use-file-drop.ts";
import { useFocusWithin } from "./use-focus-within.ts";

/** Loaded when the price is first opened. */
const QuoteBreakdown = lazy(() =>
  keepTrying(() => import("./QuoteBreakdown.tsx")).then((module) => ({ default: module.QuoteBreakdown })),
);

type ComposerProps = ComposerFacts & {
  layout: "empty" | "thread";
  /** The words of the last message, for the arrow up. */
  lastPrompt: string | undefined;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  breakdown: "closed" | "open" | "open-with-focus";
  onBreakdown: (next: "closed" | "open" | "open-with-focus") => void;
  /** Further buttons beside the choices. */
  children?: ReactNode;
};

export function Composer({
  layout,
  lastPrompt,
  fieldRef,
  breakdown,
  onBreakdown,
  children,
  ...facts
}: ComposerProps) {
  const composer = useComposer(facts);
  const { price, quoted } = composer;
  const focus = useFocusWithin();
  const chip = useRef<HTMLButtonElement>(null);
  const id = useId();
  const files = composer.attachments.length + composer.uploads.length;
  const idle = layout === "thread" && !focus.within && composer.text === "" && files === 0;
  const over = useFileDrop(facts.takesFiles, composer.attach);
  const size = layout === "empty" ? "tall" : idle ? "line" : "grown";
  const isOpen = breakdown !== "closed" && (price.kind === "quoted" || price.kind === "short");

  return (
    <div className="grid gap-2">
      <form
        data-composer=""
        aria-label="New picture"
        onSubmit={(event) => {
          event.preventDefault();
          composer.send();
          // The button is disabled at once and would drop the focus; on phones the keyboard had better stay away.
          if (window.matchMedia?.("(pointer: fine)").matches) fieldRef.current?.focus();
        }}
        {...focus.handlers}
        className={classNames(
          "relative rounded-2xl bg-surface-1 inset-ring transition-shadow",
          // A phone's keyboard takes the focus away by itself; with a pointer the ring follows the field.
          "inset-ring-line-control focus-within:inset-ring-primary-line focus-within:ring-3 focus-within:ring-primary/28",
          idle && "flex items-center gap-0.5 p-2 pl-3",
        )}
      >
        {isOpen && quoted.quote && quoted.expiresAt !== null && (
          <Suspense fallback={null}>
            <QuoteBreakdown
              quote={quoted.quote}
              expiresAt={quoted.expiresAt}
              available={facts.available}
              takeFocus={breakdown === "open-with-focus"}
              onClose={(returnFocus) => {
                onBreakdown("closed");
                if (returnFocus) chip.current?.focus();
              }}
            />
          </Suspense>
        )}
        {over && <DropZone />}
        <Attachments
          draftKey={facts.draftKey}
          attachments={composer.attachments}
          uploads={composer.uploads}
        />
        <PromptField
          onFiles={facts.takesFiles ? composer.attach : undefined}
          ref={fieldRef}
          id={`${id}-words`}
          value={composer.text}
          onChange={composer.setText}
          onEnter={composer.onEnter}
          lastPrompt={lastPrompt}
          describedBy={`${id}-under`}
          invalid={composer.notice?.tone === "bad"}
          size={size}
        />
        <div className={classNames("flex items-center gap-0.5", !idle && "p-2 max-sm:p-1.5")}>
          <OptionBar
            offered={facts.offered}
            options={composer.options}
            onChange={composer.setOptions}
            seedError={composer.fieldErrors.seed}
            cache={facts.cache}
            short={idle}
          />
          {facts.takesFiles && <AttachButton onFiles={composer.attach} short={idle} />}
          {children}
          <span className="flex-1" />
          {!idle && (
            <PriceChip
              ref={chip}
              state={price}
              open={isOpen}
              onRenew={quoted.renew}
              onToggle={(byKeyboard) =>
                onBreakdown(isOpen ? "closed" : byKeyboard ? "open-with-focus" : "open")
              }
            />
          )}
          <SendButton canSend={composer.canSend} busy={composer.isSending} />
        </div>
      </form>
      {composer.cachedOffer && <CachedOffer quote={quoted.quote} offer={composer.cachedOffer} />}
      <ComposerUnder id={`${id}-under`} text={composer.text} notice={composer.notice} place={layout} />
    </div>
  );
}

function SendButton({ canSend, busy }: { canSend: boolean; busy: boolean }) {
  return (
    <Tooltip label="Send" keys="↵" side="top">
      <button
        type="submit"
        aria-label="Send"
        disabled={!canSend}
        aria-busy={busy || undefined}
        className="grid size-10 shrink-0 place-items-center rounded-[11px] bg-primary text-on-primary transition-colors hover:bg-primary-hover active:bg-primary-active disabled:bg-surface-2 disabled:text-disabled max-sm:size-11"
      >
        <ArrowUp aria-hidden="true" size={20} />
      </button>
    </Tooltip>
  );
}

/** Covers the page while files are dragged over it. */
function DropZone() {
  return (
    <div className="pointer-events-none fixed inset-2 z-40 grid place-items-center rounded-xl border-2 border-dashed border-primary-line bg-sheet/90 text-sub text-strong">
      Let go to attach the files
    </div>
  );
}
