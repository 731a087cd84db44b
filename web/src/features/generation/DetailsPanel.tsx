/** Everything about one picture: facts, where it comes from, the receipt, and making it again. */
import { Repeat2, Sprout } from "lucide-react";
import type { Asset, Generation, Quote } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatCredits, formatDecimal, formatDuration, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { AgentDecision } from "./AgentDecision.tsx";
import { DetailsOrigin } from "./DetailsOrigin.tsx";
import { formatBytes } from "./format-bytes.ts";
import { quoteLines } from "./quote-lines.ts";
import { Warnings } from "./Warnings.tsx";

export type AgainOffer = { quote: Quote | null; busy: boolean; run: () => void };

type DetailsPanelProps = {
  generation: Generation;
  asset: Asset;
  flowName: string;
  newSeed: AgainOffer;
  sameSeed: AgainOffer;
};

export function DetailsPanel({ generation, asset, flowName, newSeed, sameSeed }: DetailsPanelProps) {
  return (
    <div className="grid content-start gap-5">
      <Facts generation={generation} asset={asset} />
      <Warnings warnings={generation.warnings} />
      <hr className="border-line-subtle" />
      <DetailsOrigin generation={generation} flowName={flowName} />
      <AgentDecision generationId={generation.id} />
      <hr className="border-line-subtle" />
      <ReceiptLeaders generation={generation} />
      <div className="grid gap-2">
        <AgainButton offer={newSeed} icon={<Repeat2 aria-hidden="true" size={14} />} label="Run again" />
        {!generation.inputData.fields && (
          <AgainButton
            offer={sameSeed}
            icon={<Sprout aria-hidden="true" size={14} />}
            label="Run again with this seed"
          />
        )}
      </div>
    </div>
  );
}

function Facts({ generation, asset }: { generation: Generation; asset: Asset }) {
  const { inputData, quote, startedAt, completedAt, createdAt } = generation;
  const maker = generation.steps.findLast((step) => step.status === "completed");
  const waited = startedAt === null ? 0 : startedAt - createdAt;
  return (
    <dl className="grid grid-cols-[92px_minmax(0,1fr)] gap-x-3 gap-y-2 text-fact [&_dt]:text-muted">
      <dt>Prompt</dt>
      <dd className="break-words whitespace-pre-wrap">{inputData.prompt}</dd>
      <dt>Made by</dt>
      <dd>{maker?.madeBy ?? quote.model.name}</dd>
      {startedAt !== null && completedAt !== null && (
        <>
          <dt>Time</dt>
          <dd>
            {formatDuration(completedAt - startedAt)}
            {waited >= 100 && `, after ${formatDuration(waited)} in line`}
          </dd>
        </>
      )}
      <dt>Size</dt>
      <dd>
        {asset.width !== null && `${asset.width} × ${asset.height}, `}
        {asset.format.toUpperCase()}, {formatBytes(asset.size)}
      </dd>
      <dt>Seed</dt>
      <dd className="font-mono text-small leading-4.5">{inputData.seed}</dd>
      <dt>Made</dt>
      <dd>{formatWhen(generation.cachedFrom?.madeAt ?? completedAt ?? createdAt)}</dd>
    </dl>
  );
}

function ReceiptLeaders({ generation }: { generation: Generation }) {
  const { quote, creditsUsed, batch } = generation;
  if (batch)
    return (
      <section className="grid gap-2 text-fact">
        <h3 className="text-ui font-medium text-strong">Receipt</h3>
        <Leaders>
          <Leader total label="Its exact share of the batch" figure={formatDecimal(batch.price)} />
        </Leaders>
        <p className="text-small text-muted">The batch is charged as a whole and rounded up once.</p>
      </section>
    );
  return (
    <section className="grid gap-2 text-fact">
      <h3 className="text-ui font-medium text-strong">Receipt</h3>
      <Leaders>
        {quoteLines(quote.factors).map((line) => (
          <Leader key={line.key} label={line.label} figure={line.figure} />
        ))}
        <Leader label="Quoted" figure={formatCount(quote.credits)} />
        <Leader total label="Charged" figure={formatCredits(creditsUsed)} />
      </Leaders>
    </section>
  );
}

function AgainButton({ offer, icon, label }: { offer: AgainOffer; icon: React.ReactNode; label: string }) {
  return (
    <Button
      size="sm"
      busy={offer.busy}
      disabled={!offer.quote}
      onClick={offer.run}
      className="w-full max-lg:h-11"
    >
      {icon}
      {offer.quote ? `${label} for ${formatCredits(offer.quote.credits)}` : label}
    </Button>
  );
}
