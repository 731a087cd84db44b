/** Where a run is asked for: words and options, or the form of a custom flow. */
import { lazy, type ReactNode, type RefObject, Suspense } from "react";
import type { Flow } from "../../api/types.ts";
import { Composer } from "../../features/generation/Composer.tsx";
import type { QuotePlace } from "../../features/generation/create-quote.ts";
import { ForkBanner } from "../../features/generation/ForkBanner.tsx";
import type { CacheChoice } from "../../features/generation/use-cached-offer.ts";
import type { SendState } from "../../features/generation/use-send.ts";
import { keepTrying } from "../../ui/keep-trying.ts";

/** Only custom flows have a form. */
const FlowForm = lazy(() =>
  keepTrying(() => import("../../features/generation/FlowForm.tsx")).then((module) => ({
    default: module.FlowForm,
  })),
);

type AskProps = {
  flow: Flow;
  layout: "empty" | "thread";
  place: QuotePlace | null;
  draftKey: string;
  available: number | undefined;
  sending: SendState;
  notSent: boolean;
  cache: CacheChoice;
  lastPrompt: string | undefined;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  breakdown: "closed" | "open" | "open-with-focus";
  onBreakdown: (next: "closed" | "open" | "open-with-focus") => void;
  /** More ways to ask, beside the words. */
  children: ReactNode;
};

export function Ask({ flow, lastPrompt, fieldRef, children, ...rest }: AskProps) {
  if (!flow.available)
    return (
      <p className="rounded-2xl bg-surface-1 px-4 py-3.5 text-muted shadow-e1">{flow.unavailableReason}</p>
    );
  return (
    <>
      <ForkBanner draftKey={rest.draftKey} />
      {flow.custom ? (
        <Suspense fallback={null}>
          <FlowForm flow={flow} {...rest} />
        </Suspense>
      ) : (
        <Composer
          takesFiles={flow.takesFiles}
          offered={flow.options}
          lastPrompt={lastPrompt}
          fieldRef={fieldRef}
          {...rest}
        >
          {children}
        </Composer>
      )}
    </>
  );
}
