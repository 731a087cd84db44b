/** Where a run is asked for: words and options, or the form of a custom flow. */
import type { RefObject } from "react";
import type { Flow } from "../../api/types.ts";
import { Composer } from "../../features/generation/Composer.tsx";
import { FlowForm } from "../../features/generation/FlowForm.tsx";
import type { SendState } from "../../features/generation/use-send.ts";

type AskProps = {
  flow: Flow;
  place: "empty" | "thread";
  conversationId: string | undefined;
  draftKey: string;
  available: number | undefined;
  sending: SendState;
  notSent: boolean;
  lastPrompt: string | undefined;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  breakdown: "closed" | "open" | "open-with-focus";
  onBreakdown: (next: "closed" | "open" | "open-with-focus") => void;
};

export function Ask({ flow, lastPrompt, fieldRef, ...rest }: AskProps) {
  if (!flow.available)
    return (
      <p className="rounded-2xl bg-surface-1 px-4 py-3.5 text-muted shadow-e1">{flow.unavailableReason}</p>
    );
  if (flow.custom) return <FlowForm flow={flow} {...rest} />;
  return (
    <Composer flowId={flow.id} offered={flow.options} lastPrompt={lastPrompt} fieldRef={fieldRef} {...rest} />
  );
}
