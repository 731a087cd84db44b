/** Another plan, with exactly what it costs before it is confirmed. */
import { useQuery } from "@tanstack/react-query";
import type { Interval, PlanChange } from "../../api/billing-types.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Plan } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { formatDay } from "../../ui/format-day.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { toast } from "../../ui/toast.tsx";
import { changeQuery, goToCheckout, useChangePlan } from "./billing.ts";
import { planName } from "./plan-name.ts";

type ChangeDialogProps = { to: { plan: Plan; interval: Interval } | null; onClose: () => void };

export function ChangeDialog({ to, onClose }: ChangeDialogProps) {
  const shown = useQuery({
    ...changeQuery(to?.plan ?? "starter", to?.interval ?? "monthly"),
    enabled: to !== null,
  });
  const change = useChangePlan();
  const confirm = (what: PlanChange) =>
    change.mutate(what, {
      onSuccess: ({ payment, next }) => {
        const id = payment?.id ?? next?.id;
        if (id) goToCheckout(id);
        else onClose();
      },
      onError: (error) => toast({ tone: "bad", title: wordsFor(error).sentence }),
    });
  return (
    <Dialog
      open={to !== null}
      onOpenChange={(open) => !open && onClose()}
      title={
        to
          ? `Change to ${planName(to.plan)}, ${to.interval === "annual" ? "yearly" : "monthly"}?`
          : "Change plan"
      }
      actions={
        <>
          <Button onClick={onClose}>Keep my plan</Button>
          {shown.data && (
            <Button kind="primary" busy={change.isPending} onClick={() => confirm(shown.data)}>
              {shown.data.due.minor > 0 ? `Pay ${shown.data.due.text} now` : "Change plan"}
            </Button>
          )}
        </>
      }
    >
      {shown.isError && (
        <p role="alert" className="text-error-text">
          {wordsFor(shown.error).sentence}
        </p>
      )}
      {shown.isPending && <div aria-hidden="true" className="min-h-32" />}
      {shown.data && <Difference change={shown.data} />}
    </Dialog>
  );
}

function Difference({ change }: { change: PlanChange }) {
  const later = `From ${formatDay(change.thenAt)} on`;
  if (change.when === "period_end") {
    return (
      <div className="grid gap-3">
        <p className="text-muted">
          You keep your present plan until {formatDay(change.thenAt)}. Nothing is paid today
          {change.then.currency === "INR" ? "; your bank asks you to agree to the new amount." : "."}
        </p>
        <Leaders>
          <Leader label={later} figure={change.then.text} />
        </Leaders>
      </div>
    );
  }
  return (
    <div className="grid gap-3">
      <Leaders>
        <Leader label="The new plan for the rest of the period" figure={change.cost.text} />
        <Leader
          label="What you paid for that time already"
          figure={<span className="whitespace-nowrap">{`−${change.unused.text}`}</span>}
        />
        <Leader label="Due today" figure={change.due.text} total />
        <Leader label="Credits at once" figure={`+${formatCount(change.credits)}`} />
        <Leader label={later} figure={change.then.text} />
      </Leaders>
      <p className="text-small text-muted">
        {change.then.currency === "INR"
          ? "Mandates in India cannot change their amount, so your bank asks you to agree to a new one. Until then the old one stays."
          : "The difference is paid once; the card you pay with is charged the new price from then on."}
      </p>
    </div>
  );
}
