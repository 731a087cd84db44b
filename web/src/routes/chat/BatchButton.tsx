/** The composer's button for several at once; what it opens is loaded when it is first opened. */
import { Layers } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Batch, Flow, Plan } from "../../api/types.ts";
import { fitOptions, inputFrom } from "../../features/generation/input-options.ts";
import { OptionButton } from "../../features/generation/OptionButton.tsx";
import { useDraft } from "../../features/generation/use-draft.ts";
import { keepTrying } from "../../ui/keep-trying.ts";

const BatchPanel = lazy(async () => ({
  default: (await keepTrying(() => import("../../features/batch/BatchPanel.tsx"))).BatchPanel,
}));

type BatchButtonProps = {
  flow: Flow;
  conversationId: string | undefined;
  draftKey: string;
  available: number | undefined;
  plan: Plan;
  onSent: (batch: Batch) => void;
};

export function BatchButton({ flow, conversationId, draftKey, available, plan, onSent }: BatchButtonProps) {
  const [open, setOpen] = useState(false);
  const [draft] = useDraft(draftKey);
  const options = useMemo(() => fitOptions(draft.options, flow.options), [draft.options, flow.options]);
  const input = useMemo(() => inputFrom(draft.text, options), [draft.text, options]);
  const choices = useMemo(() => {
    const { aspectRatio, style, quality, model } = options;
    return { aspectRatio, style, quality, ...(model === "auto" ? {} : { model }) };
  }, [options]);
  return (
    <>
      <OptionButton label="Several at once" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Layers aria-hidden="true" size={16} />
      </OptionButton>
      {open && (
        <Suspense>
          <BatchPanel
            flowId={flow.id}
            conversationId={conversationId}
            draftKey={draftKey}
            offered={flow.options}
            available={available}
            input={input}
            choices={choices}
            bulk={plan === "creator" || plan === "studio"}
            onClose={() => setOpen(false)}
            onSent={(batch) => {
              setOpen(false);
              onSent(batch);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
