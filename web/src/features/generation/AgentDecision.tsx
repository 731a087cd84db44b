/** "How it was decided": the agent's turns, fetched when somebody wants to know. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client.ts";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import type { Transcript, TranscriptTurn } from "../../api/types.ts";
import { cachedWords } from "./cached-words.ts";

const AGENTS: Record<string, string> = {
  producer: "Producer",
  i2i: "Picture agent",
  i2v: "Video agent",
  voiceover: "Voice-over agent",
  lipsync: "Lip-sync agent",
};

/** What was said before a run was planned never changes. `null`: no agent was asked. */
function transcriptQuery(generationId: string) {
  return queryOptions({
    queryKey: ["transcript", generationId],
    queryFn: async ({ signal }) => {
      try {
        return await request<Transcript>(`/generations/${generationId}/transcript`, { signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function AgentDecision({ generationId }: { generationId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="text-fact">
      <summary className="w-max list-none rounded-xs text-primary-text underline-offset-3 hover:underline max-lg:py-2.5">
        How it was decided
      </summary>
      {open && <Decision generationId={generationId} />}
    </details>
  );
}

function Decision({ generationId }: { generationId: string }) {
  const { data, error } = useQuery(transcriptQuery(generationId));
  if (error)
    return (
      <p role="alert" className="mt-2 text-error-text">
        {wordsFor(error).sentence}
      </p>
    );
  if (data === undefined) return <p className="mt-2 text-muted">Looking…</p>;
  if (data === null)
    return <p className="mt-2 text-muted">No agent was asked: the flow says what is done.</p>;
  return (
    <div className="mt-2 grid gap-2.5">
      <p className="text-muted">{readBy(data)}</p>
      {data.cachedFrom && (
        <p className="text-muted">{cachedWords(data.cachedFrom.madeAt)}: nothing was made for these words.</p>
      )}
      <ol className="grid gap-2.5">
        {data.turns.map((turn, index) => (
          // Turns are never added, removed or moved.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Turn key={index} turn={turn} />
        ))}
      </ol>
    </div>
  );
}

function readBy({ agent, model }: Transcript): string {
  const name = AGENTS[agent] ?? agent;
  if (!model) return `${name}. Read by the built-in router.`;
  if (model.fellBack)
    return `${name}. Read by the built-in router, because ${model.model} could not: ${model.fellBack}.`;
  return `${name}. Read by ${model.model} (${model.provider}).`;
}

const SPEAKERS: Record<string, string> = { user: "You", assistant: "Agent", tool: "Answer to the agent" };

function Turn({ turn }: { turn: TranscriptTurn }) {
  return (
    <li className="grid gap-1 border-l border-line pl-3">
      <span className="text-small text-muted">{SPEAKERS[turn.role] ?? turn.role}</span>
      {turn.text && <p className="break-words whitespace-pre-wrap">{turn.text}</p>}
      {turn.toolCalls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls of a turn are never moved
        <div key={index} className="grid gap-0.5">
          <span className="font-medium">{call.name}</span>
          <ul className="text-small text-muted">
            {Object.entries(call.arguments).map(([name, value]) => (
              <li key={name} className="break-words">
                {name}: {typeof value === "string" ? value : JSON.stringify(value)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </li>
  );
}
