/**
 * What a month may cost: budgets listed, set, taken away. A run that would cost more than any of them allows is stopped
 * before anything is held.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Balance, Budget, BudgetChange } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { formatCount, formatWhen } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { toast } from "../../ui/toast.tsx";
import { aheadMinutes } from "./statement.ts";

const DIGITS_MAX = 9;
const WHOSE = { workspace: "The workspace", member: "Your own" } as const;

type Scope = Budget["scope"];

function useSetBudget() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ scope, cap }: { scope: Scope; cap: number | null }) =>
      request<Budget[]>("/credits/budgets", {
        method: "PUT",
        body: { scope, cap, aheadMinutes: aheadMinutes() } satisfies BudgetChange,
      }),
    onSuccess: (_, { cap }) => {
      void queryClient.invalidateQueries({ queryKey: ["credits"] });
      toast({ tone: "ok", title: cap === null ? "Budget removed" : "Budget set" });
    },
    onError: (error) => toast({ tone: "bad", title: "Not changed", detail: wordsFor(error).sentence }),
  });
}

export function Budgets({ balance }: { balance: Balance }) {
  const { budgets } = balance;
  return (
    <div className="grid gap-5">
      {budgets.length > 0 && (
        <ul className="grid gap-4">
          {budgets.map((one) => (
            <BudgetLine key={one.scope} budget={one} />
          ))}
        </ul>
      )}
      <BudgetForm budgets={budgets} />
    </div>
  );
}

function BudgetForm({ budgets }: { budgets: Budget[] }) {
  const [scope, setScope] = useState<Scope>("workspace");
  const [cap, setCap] = useState("");
  const change = useSetBudget();
  const chosen = budgets.find((one) => one.scope === scope);
  const wanted = /^\d+$/.test(cap) && cap.length <= DIGITS_MAX ? Number(cap) : null;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== null) change.mutate({ scope, cap: wanted }, { onSuccess: () => setCap("") });
      }}
    >
      <Segmented
        label="Whose budget"
        value={scope}
        options={[
          { value: "workspace", label: "Workspace" },
          { value: "member", label: "My own" },
        ]}
        onChange={setScope}
      />
      <Field
        label="Credits a month"
        help="You are told at 80 %. At 100 % a run is stopped before anything is held; your words stay."
        error={cap !== "" && wanted === null ? "A whole number of credits." : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            value={cap}
            placeholder={chosen ? formatCount(chosen.cap) : "No budget"}
            onChange={(event) => setCap(event.target.value.trim())}
          />
        )}
      </Field>
      <Button
        type="submit"
        className="justify-self-start"
        busy={change.isPending}
        disabled={wanted === null || wanted === chosen?.cap}
      >
        {chosen ? "Change budget" : "Set budget"}
      </Button>
    </form>
  );
}

function BudgetLine({ budget }: { budget: Budget }) {
  const remove = useSetBudget();
  const percent = budget.cap === 0 ? 100 : Math.min(100, Math.floor((budget.spent / budget.cap) * 100));
  const whose = WHOSE[budget.scope];
  return (
    <li className="grid gap-1.5">
      <p className="flex items-baseline justify-between gap-3 text-fact">
        <span className="font-medium text-strong">{whose}</span>
        <span className="tabular-nums">
          {formatCount(budget.spent)} of {formatCount(budget.cap)} used
        </span>
      </p>
      <ProgressBar
        label={`${whose}, this month`}
        value={percent}
        valueText={`${percent} percent of the budget used`}
        parts={[{ weight: 1, value: percent, status: budget.state === "fine" ? "running" : "failed" }]}
      />
      {budget.state !== "fine" && (
        <p role="status" className="text-fact text-warning">
          {budget.state === "reached"
            ? "Reached. Runs are stopped until it is raised or the next month begins."
            : "More than 80 % is used."}
        </p>
      )}
      <p className="flex items-center justify-between gap-3 text-small text-muted">
        <span>Anew {formatWhen(budget.renewsAt)}</span>
        <Button
          size="sm"
          kind="ghost"
          aria-label={`Remove the budget: ${whose}`}
          busy={remove.isPending}
          onClick={() => remove.mutate({ scope: budget.scope, cap: null })}
        >
          Remove
        </Button>
      </p>
    </li>
  );
}
