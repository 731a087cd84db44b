/** A provider: its line, its keys with their breakers, its models, and the switch that pauses it. */
import { CircleCheck, CirclePause, KeyRound, OctagonAlert } from "lucide-react";
import type { ReactNode } from "react";
import { providerName } from "../../api/provider-name.ts";
import type { ProviderState } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { PageCard } from "../../ui/page.tsx";
import { Tag } from "../../ui/tag.tsx";

type ProviderCardProps = {
  provider: ProviderState;
  busy: boolean;
  onPaused: (paused: boolean) => void;
  /** What can be done with a key that was added here. */
  actionsOf?: (key: Key & { id: string }, name: string) => ReactNode;
  /** Where a key is added. */
  addKey?: ReactNode;
};
type Key = ProviderState["keys"][number];

export function ProviderCard({ provider, busy, onPaused, actionsOf, addKey }: ProviderCardProps) {
  const { id, paused, waitsUntil, runsMax, queued, running, stuck, keys, models, takesKeys } = provider;
  const name = providerName(id);
  const idle = takesKeys && !keys.some((key) => key.switchedOn && !key.unreadable);
  return (
    <PageCard title={name}>
      <div className="grid gap-4">
        <div className="flex flex-wrap items-center gap-3">
          {paused ? (
            <Tag tone="warn" icon={<CirclePause aria-hidden="true" size={14} />}>
              Paused
            </Tag>
          ) : idle ? (
            <Tag tone="warn" icon={<KeyRound aria-hidden="true" size={14} />}>
              No key in use
            </Tag>
          ) : (
            <Tag tone="ok" icon={<CircleCheck aria-hidden="true" size={14} />}>
              Taking runs
            </Tag>
          )}
          <Button disabled={busy} onClick={() => onPaused(!paused)}>
            {paused ? `Resume ${name}` : `Pause ${name}`}
          </Button>
          {waitsUntil !== null && (
            <span className="text-fact text-muted">It asked us to wait until {formatWhen(waitsUntil)}.</span>
          )}
        </div>
        <Leaders>
          <Leader label="In line" figure={formatCount(queued)} />
          <Leader
            label="Worked on"
            figure={
              runsMax === null ? formatCount(running) : `${formatCount(running)} of ${formatCount(runsMax)}`
            }
          />
          <Leader label="Without a sign of life" figure={formatCount(stuck)} />
        </Leaders>
        {keys.length > 0 && (
          <div>
            <h3 className="mb-2 text-fact font-medium text-body">Keys in this process</h3>
            <ul className="grid gap-2">
              {keys.map((key) => (
                <KeyLine key={key.id ?? key.fingerprint} entry={key} actionsOf={actionsOf} />
              ))}
            </ul>
          </div>
        )}
        {takesKeys && addKey}
        <Models models={models} />
      </div>
    </PageCard>
  );
}

const BREAKERS = {
  closed: { tone: "ok", words: "Working" },
  open: { tone: "bad", words: "Left alone" },
  half_open: { tone: "warn", words: "Being tried" },
} as const;

type KeyLineProps = { entry: Key; actionsOf: ProviderCardProps["actionsOf"] };

function KeyLine({ entry, actionsOf }: KeyLineProps) {
  const { id, fingerprint, lastFour } = entry;
  const name = lastFour ? `…${lastFour}` : fingerprint;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-inset px-3 py-2 text-fact">
      <span className="font-mono">{name}</span>
      <KeyState entry={entry} />
      {id === null ? (
        <span className="text-muted">from the settings</span>
      ) : (
        actionsOf?.({ ...entry, id }, name)
      )}
    </li>
  );
}

function KeyState({ entry: { switchedOn, unreadable, breaker, inFlight, limitedUntil } }: { entry: Key }) {
  if (unreadable || !breaker) {
    return (
      <Tag tone="bad" icon={<OctagonAlert aria-hidden="true" size={14} />}>
        Was changed in the database: remove it and add it again
      </Tag>
    );
  }
  const off = { tone: "warn", words: "Switched off" } as const;
  const state = switchedOn ? BREAKERS[breaker.state] : off;
  const Icon = !switchedOn ? CirclePause : breaker.state === "closed" ? CircleCheck : OctagonAlert;
  return (
    <>
      <Tag tone={state.tone} icon={<Icon aria-hidden="true" size={14} />}>
        {state.words}
      </Tag>
      <span>{formatCount(inFlight)} under way</span>
      <span>
        {formatCount(breaker.failures)} of {formatCount(breaker.calls)} calls failed in the last minute
      </span>
      {breaker.retryAt !== null && <span>next try {formatWhen(breaker.retryAt)}</span>}
      {limitedUntil !== null && <span>rate limit until {formatWhen(limitedUntil)}</span>}
      {breaker.timesOpened > 0 && <span>left alone {formatCount(breaker.timesOpened)} times so far</span>}
    </>
  );
}

function Models({ models }: { models: ProviderState["models"] }) {
  if (models.length === 0) return <p className="text-fact text-muted">No model of the catalog is its own.</p>;
  const named = models.filter(({ concerns }) => concerns.length > 0);
  return (
    <div className="grid gap-2">
      {named.length > 0 && (
        <p className="text-fact text-warning">
          {formatCount(named.length)} of its {formatCount(models.length)} models{" "}
          {named.length === 1 ? "needs" : "need"} a look.
        </p>
      )}
      <details>
        <summary className="w-max rounded-xs text-fact text-primary-text underline-offset-3 hover:underline">
          {formatCount(models.length)} {models.length === 1 ? "model" : "models"}
        </summary>
        <ul className="mt-2 grid gap-2 text-fact">
          {models.map((model) => (
            <ModelLine key={`${model.id} ${model.operation}`} model={model} />
          ))}
        </ul>
      </details>
    </div>
  );
}

function ModelLine({ model }: { model: ProviderState["models"][number] }) {
  const { name, operation, cost, costSource, costRead, costVerified, costUnknown, concerns } = model;
  const read = costRead === null ? costSource : `${costSource}, ${costRead}`;
  return (
    <li>
      {name} <span className="text-muted">{operation.replaceAll("_", " ")}</span>{" "}
      {cost !== null && (
        <span className="text-muted">
          · {cost} ({costVerified ? read : `${read}, not verified`})
        </span>
      )}
      {costUnknown !== null && <span className="block text-muted">{costUnknown}</span>}
      {concerns.map((concern) => (
        <span key={concern} className="block text-warning">
          {concern}
        </span>
      ))}
    </li>
  );
}
