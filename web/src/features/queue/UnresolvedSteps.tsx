/** Submits whose outcome nobody knows, and what can be decided about them. A reason is asked for and kept. */
import { useState } from "react";
import type { StepDecision, UnresolvedStep } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { formatWhen } from "../../ui/format.ts";
import { TextInput } from "../../ui/text-input.tsx";

type Decide = (id: string, decision: StepDecision) => void;

export function UnresolvedSteps(props: { steps: UnresolvedStep[]; busy: boolean; onDecide: Decide }) {
  if (props.steps.length === 0) return <p className="text-muted">No submit has an unknown outcome.</p>;
  return (
    <ul className="grid gap-4">
      {props.steps.map((step) => (
        <li key={step.id} className="grid gap-3 rounded-xl bg-inset p-4">
          <Facts step={step} />
          {step.decision ? (
            <p className="text-fact" role="status">
              Decided: {DECISIONS[step.decision.decision]}. “{step.decision.reason}”
            </p>
          ) : (
            <DecisionForm step={step} busy={props.busy} onDecide={props.onDecide} />
          )}
        </li>
      ))}
    </ul>
  );
}

const DECISIONS = {
  failed: "it failed, the credits go back",
  retry: "submit it again",
  adopt: "the provider has it",
} as const;

function Facts({ step }: { step: UnresolvedStep }) {
  const { modelName, provider, operation, generationId, since, givesUpAt } = step;
  return (
    <div className="text-fact">
      <p className="font-medium text-strong">
        {modelName} on {provider}: {operation.replaceAll("_", " ")}
      </p>
      <p className="font-mono break-all text-muted">{generationId}</p>
      <p className="text-muted">
        {since !== null && `Sent ${formatWhen(since)}; the answer was lost. `}
        {givesUpAt !== null && `The credits go back by themselves ${formatWhen(givesUpAt)}.`}
      </p>
    </div>
  );
}

function DecisionForm({ step, busy, onDecide }: { step: UnresolvedStep; busy: boolean; onDecide: Decide }) {
  const [reason, setReason] = useState("");
  const [remoteId, setRemoteId] = useState("");
  const decide = (decision: StepDecision["decision"]) =>
    onDecide(step.id, { decision, reason, remoteId: decision === "adopt" ? remoteId : undefined });
  const unreasoned = busy || reason.trim() === "";
  return (
    <div className="grid gap-3">
      <Field label="Reason" help="Kept with the decision.">
        {(control) => (
          <TextInput {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <Field label={`The name ${step.provider} has for it`} help="Only to adopt work that you found there.">
        {(control) => (
          <TextInput {...control} value={remoteId} onChange={(event) => setRemoteId(event.target.value)} />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button disabled={unreasoned} onClick={() => decide("failed")}>
          It failed: give credits back
        </Button>
        <Button disabled={unreasoned} onClick={() => decide("retry")}>
          Submit again
        </Button>
        <Button disabled={unreasoned || remoteId.trim() === ""} onClick={() => decide("adopt")}>
          Adopt
        </Button>
      </div>
      <p className="text-small text-muted">
        Submitting again may pay the provider twice. The person is charged once at most.
      </p>
    </div>
  );
}
