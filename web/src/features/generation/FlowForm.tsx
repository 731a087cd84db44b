/** What stands in the place of the composer in a custom flow: its form, its steps, the price, and Run. In a thread it folds up. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { lazy, Suspense, useId, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { keepTrying } from "../../ui/keep-trying.ts";
import { CachedOffer } from "./CachedOffer.tsx";
import { CacheSwitch } from "./CacheSwitch.tsx";
import { ComposerUnder } from "./ComposerUnder.tsx";
import { FormField } from "./FormField.tsx";
import { shownValue } from "./form-fields.ts";
import { PriceChip } from "./PriceChip.tsx";
import { type FlowFormFacts, useFlowForm } from "./use-flow-form.ts";

/** Loaded when the price is first opened. */
const QuoteBreakdown = lazy(() =>
  keepTrying(() => import("./QuoteBreakdown.tsx")).then((module) => ({ default: module.QuoteBreakdown })),
);

type FlowFormProps = FlowFormFacts & {
  layout: "empty" | "thread";
  breakdown: "closed" | "open" | "open-with-focus";
  onBreakdown: (next: "closed" | "open" | "open-with-focus") => void;
};

export function FlowForm({ layout, breakdown, onBreakdown, ...facts }: FlowFormProps) {
  const { flow, available } = facts;
  const form = useFlowForm(facts);
  const { price, quoted } = form;
  const [unfolded, setUnfolded] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  const id = useId();
  const shown = layout === "empty" || unfolded;
  const isOpen = breakdown !== "closed" && (price.kind === "quoted" || price.kind === "short");
  const hidden = form.fields.filter(({ kind, required }) => kind === "other" && required);

  return (
    <div className="grid gap-2">
      <form
        data-composer=""
        aria-label={flow.name}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!form.canSend) setUnfolded(true);
          form.send();
        }}
        className="relative rounded-2xl bg-surface-1 inset-ring inset-ring-line-control"
      >
        {isOpen && quoted.quote && quoted.expiresAt !== null && (
          <Suspense fallback={null}>
            <QuoteBreakdown
              quote={quoted.quote}
              expiresAt={quoted.expiresAt}
              available={available}
              takeFocus={breakdown === "open-with-focus"}
              onClose={(returnFocus) => {
                onBreakdown("closed");
                if (returnFocus) chip.current?.focus();
              }}
            />
          </Suspense>
        )}
        {shown && (
          <div
            id={`${id}-fields`}
            className={classNames(
              "grid gap-4 px-4 pt-4",
              layout === "thread" && "max-h-[50dvh] overflow-y-auto pb-2 scroll-quiet",
            )}
          >
            {form.fields.map((field) => (
              <FormField
                key={field.name}
                field={field}
                value={shownValue(field, form.filled)}
                error={form.errors[field.name]}
                onFill={(value) => form.fill(field.name, value)}
                onLeave={() => form.leave(field.name)}
              />
            ))}
            <CacheSwitch cache={facts.cache} />
            {hidden.length > 0 && (
              <p className="text-small text-warning">
                {hidden.map(({ title }) => title).join(", ")}: this form cannot show it. Run this flow through
                the API.
              </p>
            )}
          </div>
        )}
        <div className="flex items-center gap-1 p-2">
          {layout === "thread" && (
            <Button
              kind="ghost"
              aria-expanded={shown}
              aria-controls={`${id}-fields`}
              onClick={() => setUnfolded(!unfolded)}
            >
              {shown ? (
                <ChevronDown aria-hidden="true" size={16} />
              ) : (
                <ChevronUp aria-hidden="true" size={16} />
              )}
              {shown ? "Fold up" : "Change the fields"}
            </Button>
          )}
          <span className="flex-1" />
          <PriceChip
            ref={chip}
            state={price}
            open={isOpen}
            onRenew={quoted.renew}
            onToggle={(byKeyboard) =>
              onBreakdown(isOpen ? "closed" : byKeyboard ? "open-with-focus" : "open")
            }
          />
          <Button
            type="submit"
            kind="primary"
            busy={form.isSending}
            disabled={!form.canSend && price.kind !== "idle"}
            aria-describedby={`${id}-under`}
            className="max-sm:h-11"
          >
            Run
          </Button>
        </div>
      </form>
      <CachedOffer quote={quoted.quote} offer={form.offer} />
      <ComposerUnder id={`${id}-under`} text="" notice={form.notice} place={layout} keys={null} />
    </div>
  );
}
