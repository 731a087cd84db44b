/** The keys a workspace brings, by provider. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CirclePause, OctagonAlert } from "lucide-react";
import { providerName } from "../../api/provider-name.ts";
import type { AddedKey, OwnKeys as OwnKeysOf } from "../../api/types.ts";
import { formatCount } from "../../ui/format.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Tag } from "../../ui/tag.tsx";
import { AddKey } from "./AddKey.tsx";
import { KeyActions } from "./KeyActions.tsx";
import { ownKeysQuery } from "./keys.ts";

export function OwnKeys() {
  const { data, error, refetch } = useQuery(ownKeysQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="text-fact text-muted">Looking…</p>;
  if (data.items.length === 0) return <p className="text-muted">No provider here takes keys.</p>;
  return (
    <div className="grid gap-4">
      <p className="text-fact text-muted">{feeWords(data.items[0]?.feeCredits ?? 0)}</p>
      {data.items.map((provider) => (
        <Provider key={provider.provider} of={provider} />
      ))}
    </div>
  );
}

/** What a step costs with a key of one's own. */
export function feeWords(credits: number): string {
  const fee =
    credits === 0 ? "nothing here" : `${formatCount(credits)} ${credits === 1 ? "credit" : "credits"} here`;
  return `With your own key the provider bills you, and a step costs ${fee}. If the key fails, the run ends and nothing is charged; our keys never stand in for it.`;
}

function Provider({ of: { provider, keys } }: { of: OwnKeysOf }) {
  return (
    <details open={keys.length > 0}>
      <summary className="w-max rounded-xs font-medium">
        {providerName(provider)} <span className="text-fact text-muted">{countWords(keys.length)}</span>
      </summary>
      <div className="mt-3 mb-2 grid gap-4">
        {keys.length > 0 && (
          <ul className="grid gap-2">
            {keys.map((key) => (
              <KeyLine key={key.id} entry={key} />
            ))}
          </ul>
        )}
        <AddKey scope="own" provider={provider} />
      </div>
    </details>
  );
}

function countWords(count: number): string {
  if (count === 0) return "no key";
  return count === 1 ? "1 key" : `${formatCount(count)} keys`;
}

function KeyLine({ entry }: { entry: AddedKey }) {
  const { id, lastFour, fingerprint, switchedOn, unreadable } = entry;
  const name = lastFour ? `…${lastFour}` : fingerprint;
  const state = stateOf(entry);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg bg-inset px-3 py-2 text-fact">
      <span className="font-mono">{name}</span>
      <Tag tone={state.tone} icon={<state.Icon aria-hidden="true" size={14} />}>
        {state.words}
      </Tag>
      <KeyActions scope="own" id={id} name={name} switchedOn={switchedOn} unreadable={unreadable} />
    </li>
  );
}

/** How a key is, in words. */
export function stateOf({ switchedOn, unreadable, leftAlone }: AddedKey) {
  if (unreadable) return { tone: "bad", words: "Cannot be read: add it again", Icon: OctagonAlert } as const;
  if (!switchedOn) return { tone: "warn", words: "Switched off", Icon: CirclePause } as const;
  if (leftAlone) return { tone: "bad", words: "Failed, left alone", Icon: OctagonAlert } as const;
  return { tone: "ok", words: "In use", Icon: CircleCheck } as const;
}
