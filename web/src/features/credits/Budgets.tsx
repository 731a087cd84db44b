/** What a month may cost: set, changed, taken away. A run that would cost more is stopped before anything is held. */
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

export function Budgets({ balance }: { balance: Balance }) {
  const budget = balance.budgets.find(({ whose }) => whose === "workspace");
  const own = balance.budgets.find(({ whose }) => whose === "me");
  const queryClient = useQueryClient();
  const [whose, setWhose] = useState<"workspace" | "me">("workspace");
  const chosen = whose === "workspace" ? budget : own;
  const [cap, setCap] = useState(() => (budget ? String(budget.cap) : ""));
  const change = useMutation({
    mutationFn: (wish: number | null) =>
      request<Budget[]>("/credits/budgets", {
        method: "PUT",
        body: {
          workspace: whose === "workspace" ? wish : (budget?.cap ?? null),
          me: whose === "me" ? wish : (own?.cap ?? null),
          aheadMinutes: aheadMinutes(),
        } satisfies BudgetChange,
      }),
    onSuccess: (budgets) => {
      void queryClient.invalidateQueries({ queryKey: ["credits"] });
      toast({ tone: "ok", title: budgets.length > 0 ? "Budget set" : "No budget any more" });
    },
    onError: (error) => toast({ tone: "bad", title: "Not changed", detail: wordsFor(error).sentence }),
  });
  const wanted = /^\d+$/.test(cap) && cap.length <= DIGITS_MAX ? Number(cap) : null;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== null) change.mutate(wanted);
      }}
    >
      {balance.budgets.map((one) => (
        <BudgetBar key={one.whose} budget={one} />
      ))}
      <Segmented
        label="Whose budget"
        value={whose}
        options={[
          { value: "workspace", label: "Workspace" },
          { value: "me", label: "My own" },
        ]}
        onChange={(next) => {
          setWhose(next);
          const known = next === "workspace" ? budget : own;
          setCap(known ? String(known.cap) : "");
        }}
      />
      <Field
        label="Credits a month"
        help="You are warned at 80 %. At 100 % a run is stopped before anything is held; your words stay."
        error={cap !== "" && wanted === null ? "A whole number of credits." : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            value={cap}
            placeholder="No budget"
            onChange={(event) => setCap(event.target.value.trim())}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={change.isPending} disabled={wanted === null || wanted === chosen?.cap}>
          Set budget
        </Button>
        {chosen && (
          <Button
            kind="ghost"
            disabled={change.isPending}
            onClick={() => {
              setCap("");
              change.mutate(null);
            }}
          >
            Remove
          </Button>
        )}
      </div>
    </form>
  );
}

function BudgetBar({ budget }: { budget: Budget }) {
  const percent = budget.cap === 0 ? 100 : Math.min(100, Math.floor((budget.spent / budget.cap) * 100));
  const whose = budget.whose === "me" ? "Your own budget" : "This month";
  return (
    <div className="grid gap-1.5">
      <ProgressBar
        label={whose}
        value={percent}
        valueText={`${percent} percent of the budget used`}
        parts={[{ weight: 1, value: percent, status: budget.state === "fine" ? "running" : "failed" }]}
      />
      <p className="flex justify-between gap-3 text-small text-muted">
        <span>
          {formatCount(budget.spent)} of {formatCount(budget.cap)} used
        </span>
        <span>Anew {formatWhen(budget.renewsAt)}</span>
      </p>
      {budget.state !== "fine" && (
        <p role="status" className="text-fact text-warning">
          {budget.state === "reached"
            ? "The budget is reached. Runs are stopped until it is raised or the next month begins."
            : "More than 80 % of the budget is used."}
        </p>
      )}
    </div>
  );
}
