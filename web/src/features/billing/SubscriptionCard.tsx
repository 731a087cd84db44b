/** What is subscribed to: the next charge, what is late, and how to change, pause or end it. */
import { CalendarClock, CircleAlert } from "lucide-react";
import { useState } from "react";
import type { Subscription, Subscriptions } from "../../api/billing-types.ts";
import { wordsFor } from "../../api/problems.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { formatDay } from "../../ui/format-day.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { toast } from "../../ui/toast.tsx";
import { goToCheckout, useRest } from "./billing.ts";
import { CancelDialog } from "./CancelDialog.tsx";
import { statusSentence } from "./subscription-words.ts";

export function SubscriptionCard({
  subscriptions,
  onChange,
}: {
  subscriptions: Subscriptions;
  onChange: () => void;
}) {
  const { current, next } = subscriptions;
  if (!current || current.status === "cancelled" || current.status === "completed") {
    return (
      <div className="grid gap-4">
        <p className="text-body">
          {current?.periodEnd
            ? `Your ${current.coveredPlan ?? current.plan} plan is cancelled and holds until ${formatDay(current.periodEnd)}.`
            : "You are on the free plan."}
        </p>
        <Button kind="primary" className="justify-self-start" onClick={onChange}>
          Choose a plan
        </Button>
      </div>
    );
  }
  return (
    <div className="grid gap-5">
      <Trouble subscription={current} />
      {next?.checkout && (
        <Banner
          icon={<CalendarClock size={18} />}
          title={
            next.plan === current.plan && next.interval === current.interval
              ? "The new account needs your agreement"
              : `Your ${next.plan} plan needs your agreement`
          }
          action={
            <Button size="sm" onClick={() => goToCheckout(next.id)}>
              Agree to the charge
            </Button>
          }
        >
          It is charged from {current.periodEnd ? formatDay(current.periodEnd) : "the next period"} on.
          Without your agreement the present subscription goes on at its price.
        </Banner>
      )}
      <Leaders>
        <Leader
          label="Plan"
          figure={<span className="capitalize">{current.coveredPlan ?? current.plan}</span>}
        />
        <Leader
          label={current.interval === "annual" ? "Each year" : "Each month"}
          figure={current.price.text}
        />
        <Leader label="Stands" figure={statusSentence(current)} />
        {current.nextChargeAt !== null && !current.cancels && (
          <Leader label="Next charge" figure={formatDay(current.nextChargeAt)} />
        )}
        {current.periodEnd !== null && current.trialEndsAt === null && (
          <Leader label="Paid until" figure={formatDay(current.periodEnd)} />
        )}
        {current.trialEndsAt !== null && (
          <Leader label="Trial, first charge on" figure={formatDay(current.trialEndsAt)} />
        )}
      </Leaders>
      <Actions subscription={current} onChange={onChange} />
    </div>
  );
}

function Trouble({ subscription }: { subscription: Subscription }) {
  if (subscription.status === "past_due") {
    return (
      <Banner tone="warn" icon={<CircleAlert size={18} />} title="The last charge did not go through">
        It is tried again; your plan stays for {subscription.graceDaysLeft ?? 0} more{" "}
        {subscription.graceDaysLeft === 1 ? "day" : "days"}. If the account is the reason, give another one
        under “Paid with”.
      </Banner>
    );
  }
  if (subscription.status !== "halted") return null;
  return (
    <Banner
      tone="bad"
      icon={<CircleAlert size={18} />}
      title="No charge went through"
      action={
        subscription.checkout && (
          <Button size="sm" onClick={() => goToCheckout(subscription.id)}>
            Pay again
          </Button>
        )
      }
    >
      You are on the free plan. Your files and credits are still here.
      {!subscription.checkout && " Pay what is open under “Paid with”, and the plan is back."}
    </Banner>
  );
}

function Actions({ subscription, onChange }: { subscription: Subscription; onChange: () => void }) {
  const [asking, setAsking] = useState(false);
  const rest = useRest();
  const failed = (error: unknown) => toast({ tone: "bad", title: wordsFor(error).sentence });
  return (
    <div className="flex flex-wrap gap-2">
      {subscription.status !== "paused" && subscription.trialEndsAt === null && (
        <Button onClick={onChange}>Change plan</Button>
      )}
      {subscription.status === "active" && !subscription.cancels && subscription.trialEndsAt === null && (
        <Button busy={rest.isPending} onClick={() => rest.mutate("pause", { onError: failed })}>
          Pause
        </Button>
      )}
      {subscription.status === "paused" && (
        <Button
          kind="primary"
          busy={rest.isPending}
          onClick={() => rest.mutate("resume", { onError: failed })}
        >
          Resume
        </Button>
      )}
      {!subscription.cancels && (
        <Button kind="ghost" onClick={() => setAsking(true)}>
          Cancel subscription
        </Button>
      )}
      <CancelDialog subscription={subscription} open={asking} onOpenChange={setAsking} />
    </div>
  );
}
