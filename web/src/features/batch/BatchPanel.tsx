/** Many runs at once: prompts as lines or a table, variations of one prompt, or models side by side; with the price. */
import { useMemo } from "react";
import { wordsFor } from "../../api/problems.ts";
import type { Batch, BatchQuote, FlowOptions } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCredits, formatDecimal } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { BatchPrompts } from "./BatchPrompts.tsx";
import { type BatchPlace, COMPARED_MAX } from "./batch-draft.ts";
import { useBatchDraft } from "./use-batch-draft.ts";

export type BatchPanelProps = Omit<BatchPlace, "compares"> & {
  draftKey: string;
  offered: FlowOptions;
  available: number | undefined;
  onClose: () => void;
  onSent: (batch: Batch) => void;
};

export function BatchPanel(props: BatchPanelProps) {
  const { draftKey, offered, available, onClose, onSent, flowId, conversationId, input, choices, bulk } =
    props;
  // Where there is only one model, styles are what can be compared.
  const compares = offered.models.length > 1 ? "models" : "styles";
  const place = useMemo(
    () => ({ flowId, conversationId, input, choices, bulk, compares }) as const,
    [flowId, conversationId, input, choices, bulk, compares],
  );
  const batch = useBatchDraft(`marty.batch.${draftKey}`, place, onSent);
  const { draft, change, quote } = batch;
  const short = quote && available !== undefined && quote.credits > available;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Several at once" wide closable>
      <div>
        <Segmented
          label="What to make"
          value={draft.mode}
          options={[
            { value: "variations", label: "Variations" },
            { value: "compare", label: "Compare" },
            { value: "prompts", label: "Prompts" },
          ]}
          onChange={(mode) => change({ mode })}
        />
      </div>
      {draft.mode === "prompts" ? (
        <BatchPrompts
          draft={draft}
          onChange={change}
          reading={batch.table.isPending}
          onFile={(file) => batch.table.mutate(file)}
        />
      ) : (
        <p className="rounded-lg bg-inset px-3 py-2 text-body">
          {input ? input.prompt : <span className="text-muted">Write the words in the composer first.</span>}
        </p>
      )}
      {draft.mode === "variations" && (
        <div>
          <Segmented
            label="How many"
            value={draft.variations === 2 ? "2" : "4"}
            options={[
              { value: "2", label: "2 pictures" },
              { value: "4", label: "4 pictures" },
            ]}
            onChange={(count) => change({ variations: count === "2" ? 2 : 4 })}
          />
        </div>
      )}
      {draft.mode === "compare" && (
        <Compared
          legend={compares === "models" ? "Models" : "Styles"}
          choices={
            compares === "models"
              ? offered.models
              : offered.styles.map(({ id, label }) => ({ id, name: label }))
          }
          chosen={draft.compared}
          onChange={(compared) => change({ compared })}
        />
      )}
      {draft.mode === "prompts" && !bulk && (
        <p className="text-fact text-warning">
          Many prompts at once are part of the creator plan. Yours are kept here.
        </p>
      )}
      {quote && <Price quote={quote} />}
      {batch.error && <Mistakes error={batch.error} />}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span role="status" className="text-fact text-muted">
          {batch.pricing && "Pricing"}
          {short && `You have ${formatCredits(available)}.`}
        </span>
        <Button
          kind="primary"
          disabled={!quote || Boolean(short)}
          busy={batch.send.isPending}
          onClick={() => batch.send.mutate()}
          className="max-sm:h-11 max-sm:w-full"
        >
          {quote ? `Make ${quote.items} for ${formatCredits(quote.credits)}` : "Make them"}
        </Button>
      </div>
    </Dialog>
  );
}

function Price({ quote }: { quote: BatchQuote }) {
  return (
    <Leaders className="text-fact">
      {quote.factors.map((factor) => (
        <Leader
          key={`${factor.code}-${factor.label}`}
          label={
            factor.multiplier === null
              ? factor.label
              : `${factor.label}, ×${formatDecimal(factor.multiplier)}`
          }
          figure={formatDecimal(factor.amount)}
        />
      ))}
      <Leader total label="You pay at most" figure={formatCredits(quote.credits)} />
    </Leaders>
  );
}

/** What the server says is wrong, item by item where it can. */
function Mistakes({ error }: { error: unknown }) {
  const { sentence, credits } = wordsFor(error);
  return (
    <p role="alert" className="text-fact text-error-text">
      {sentence} {credits}
    </p>
  );
}

type ComparedProps = {
  legend: string;
  choices: { id: string; name: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
};

function Compared({ legend, choices, chosen, onChange }: ComparedProps) {
  const full = chosen.length >= COMPARED_MAX;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium text-body">
        {legend} <span className="font-normal text-muted">two to four</span>
      </legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(({ id, name }) => {
          const on = chosen.includes(id);
          return (
            <button
              key={id}
              type="button"
              aria-pressed={on}
              disabled={!on && full}
              onClick={() => onChange(on ? chosen.filter((other) => other !== id) : [...chosen, id])}
              className="inline-flex h-9 items-center rounded-full px-3.5 text-fact text-body inset-ring inset-ring-line disabled:text-disabled aria-pressed:bg-primary-soft aria-pressed:text-primary-soft-text aria-pressed:inset-ring-primary max-sm:h-11"
            >
              {name}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
