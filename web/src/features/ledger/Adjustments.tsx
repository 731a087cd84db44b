/** Corrections of credits: asked for with a reason, and above a limit agreed to by a second administrator. */
import { useState } from "react";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import type { Adjustment, AdjustmentBody } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { formatCount, formatWhen } from "../../ui/format.ts";
import { Tag } from "../../ui/tag.tsx";
import { TextInput } from "../../ui/text-input.tsx";

const EMPTY = { email: "", credits: "", reason: "" };

type FormProps = { busy: boolean; error: unknown; onAsk: (body: AdjustmentBody, clear: () => void) => void };

export function AdjustmentForm({ busy, error, onAsk }: FormProps) {
  const [draft, setDraft] = useState(EMPTY);
  const errors = error instanceof ApiProblem ? error.fieldErrors : {};
  const credits = /^[+-]?\d{1,10}$/.test(draft.credits) ? Number(draft.credits) : null;
  const ready = credits !== null && credits !== 0 && draft.email.trim() !== "" && draft.reason.trim() !== "";
  const set = (part: Partial<typeof EMPTY>) => setDraft({ ...draft, ...part });
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onAsk({ email: draft.email, credits, reason: draft.reason }, () => setDraft(EMPTY));
      }}
    >
      <Field label="Whose" help="The e-mail address they sign in with." error={errors.email}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            value={draft.email}
            onChange={(event) => set({ email: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Credits"
        help="Below zero takes credits, never more than there are."
        error={errors.credits}
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.credits}
            onChange={(event) => set({ credits: event.target.value.trim() })}
          />
        )}
      </Field>
      <Field label="Reason" help="They see it in their statement." error={errors.reason}>
        {(control) => (
          <TextInput
            {...control}
            value={draft.reason}
            onChange={(event) => set({ reason: event.target.value })}
          />
        )}
      </Field>
      {error !== null && Object.keys(errors).length === 0 && (
        <p role="alert" className="text-fact text-error-text">
          {wordsFor(error).sentence}
        </p>
      )}
      <Button type="submit" className="justify-self-start" busy={busy} disabled={!ready}>
        {credits !== null && credits < 0 ? "Take credits" : "Give credits"}
      </Button>
    </form>
  );
}

const STATES = {
  waiting: { label: "Waits for a second administrator", tone: "warn" },
  made: { label: "Made", tone: "ok" },
  refused: { label: "Refused", tone: "plain" },
} as const;

type ListProps = { adjustments: Adjustment[]; busy: boolean; onDecide: (id: string, agree: boolean) => void };

export function AdjustmentList({ adjustments, busy, onDecide }: ListProps) {
  if (adjustments.length === 0) return <p className="text-muted">Nobody has corrected anything.</p>;
  return (
    <ul className="grid gap-3">
      {adjustments.map((one) => (
        <li key={one.id} className="grid gap-2 rounded-xl bg-inset p-4 text-fact">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <b className="font-medium text-strong">
              {one.credits > 0 ? "+" : ""}
              {formatCount(one.credits)}
            </b>
            <span className="break-all">{one.email}</span>
            <Tag tone={STATES[one.state].tone}>{STATES[one.state].label}</Tag>
          </div>
          <p>“{one.reason}”</p>
          <p className="text-muted">
            {one.askedBy}, {formatWhen(one.askedAt)}
            {one.decidedBy && `; decided by ${one.decidedBy}`}
          </p>
          {one.state === "waiting" && (
            <div className="flex flex-wrap gap-2">
              {one.mayAgree && (
                <Button size="sm" disabled={busy} onClick={() => onDecide(one.id, true)}>
                  Agree
                </Button>
              )}
              <Button size="sm" kind="ghost" disabled={busy} onClick={() => onDecide(one.id, false)}>
                {one.mayAgree ? "Refuse" : "Take back"}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
