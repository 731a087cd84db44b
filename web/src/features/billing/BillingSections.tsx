/** Subscription, packs, billing address and invoices: the sections of the billing page that money goes through. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Interval } from "../../api/billing-types.ts";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import type { Plan } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { PageCard } from "../../ui/page.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { BillingAddress } from "./BillingAddress.tsx";
import { BuyDialog } from "./BuyDialog.tsx";
import {
  goToCheckout,
  pricesQuery,
  profileQuery,
  subscriptionQuery,
  useBuyPack,
  useSubscribe,
} from "./billing.ts";
import { ChangeDialog } from "./ChangeDialog.tsx";
import { InvoiceList } from "./InvoiceList.tsx";
import type { Goods } from "./offers.ts";
import { PackList } from "./PackList.tsx";
import { PaymentMethod } from "./PaymentMethod.tsx";
import { PlanTable } from "./PlanTable.tsx";
import { ReturnOffer } from "./ReturnOffer.tsx";
import { SubscriptionCard } from "./SubscriptionCard.tsx";

type Wanted = { plan: Plan; interval: Interval };

type BillingSectionsProps = {
  /** A code that was typed on the page of prices. */
  coupon: string;
};

export function BillingSections({ coupon }: BillingSectionsProps) {
  const prices = useQuery(pricesQuery);
  const profile = useQuery(profileQuery);
  const subscriptions = useQuery(subscriptionQuery);
  const [choosing, setChoosing] = useState(false);
  const [changing, setChanging] = useState<Wanted | null>(null);
  const [goods, setGoods] = useState<Goods | null>(null);
  const [code, setCode] = useState(coupon);
  const buy = useBuyPack();
  const subscribe = useSubscribe();
  const failed = [prices, profile, subscriptions].find((query) => query.isError);
  if (failed) return <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!prices.data || !subscriptions.data || profile.data === undefined) {
    return (
      <div role="status" aria-label="Loading your subscription" className="mb-5 grid gap-5">
        <Skeleton className="h-48 rounded-2xl" />
        <Skeleton className="h-48 rounded-2xl" />
      </div>
    );
  }
  const explain = (error: unknown) => {
    toast({ tone: "bad", title: wordsFor(error).sentence });
    if (error instanceof ApiProblem && error.code === "billing_address_required") {
      document.getElementById("billing-address")?.scrollIntoView({ block: "start" });
    }
  };
  const buyIt = (wanted: Goods, coupon: string, trial: boolean) => {
    const onSuccess = (made: { id: string }) => goToCheckout(made.id);
    if ("credits" in wanted) {
      buy.mutate(
        { credits: wanted.credits, coupon, key: crypto.randomUUID() },
        { onSuccess, onError: explain },
      );
    } else subscribe.mutate({ ...wanted, coupon: coupon || null, trial }, { onSuccess, onError: explain });
  };
  const { current } = subscriptions.data;
  const subscribed = current && ["active", "past_due", "authorised"].includes(current.status);
  const choose = (wanted: Wanted) => {
    setChoosing(false);
    if (subscribed) setChanging(wanted);
    else setGoods(wanted);
  };
  return (
    <>
      <ReturnOffer
        onTake={(offered) => {
          setCode(offered);
          setChoosing(true);
        }}
      />
      <PageCard title="Subscription">
        <SubscriptionCard subscriptions={subscriptions.data} onChange={() => setChoosing(true)} />
      </PageCard>
      <PageCard title="Paid with">
        <PaymentMethod />
      </PageCard>
      <PageCard
        title="Credits without a plan"
        note={`Bought once, they last ${prices.data.packMonths} months. Prices include ${prices.data.taxPercent}% GST.`}
      >
        {prices.data.payable ? (
          <PackList prices={prices.data} onBuy={(credits) => setGoods({ credits })} />
        ) : (
          <p className="text-muted">This installation takes no payments yet.</p>
        )}
      </PageCard>
      <div id="billing-address">
        <PageCard
          title="On your invoices"
          note="Indian tax law asks for your State before the first payment."
        >
          <BillingAddress profile={profile.data} />
        </PageCard>
      </div>
      <PageCard title="Invoices">
        <InvoiceList />
      </PageCard>
      <Dialog open={choosing} onOpenChange={setChoosing} title="Choose a plan" wide closable>
        <PlanTable
          prices={{ ...prices.data, plans: prices.data.plans.filter((plan) => plan.monthly !== null) }}
          action={(plan, interval, featured) => (
            <Button
              kind={featured ? "primary" : "second"}
              onClick={() => choose({ plan: plan.id as Plan, interval })}
            >
              Choose {plan.name}
            </Button>
          )}
        />
      </Dialog>
      <BuyDialog
        goods={goods}
        prices={prices.data}
        code={code}
        busy={buy.isPending || subscribe.isPending}
        onBuy={buyIt}
        onClose={() => {
          setGoods(null);
          setCode("");
        }}
      />
      <ChangeDialog to={changing} onClose={() => setChanging(null)} />
    </>
  );
}
