/** Pays one thing, or agrees to one subscription, and says what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Checkout, Payment, Subscription } from "../../api/billing-types.ts";
import { wordsFor } from "../../api/problems.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { paymentQuery, subscriptionQuery, useConfirm } from "./billing.ts";
import { openWindow } from "./razorpay.ts";

/** Until the payment service has told the server. */
const ASK_EVERY_MS = 1500;

type Thing = { id: string; title: string; figure: string; checkout: Checkout | null; done: string | null };

function ofPayment(payment: Payment): Thing {
  const paid = ["paid", "partly_refunded", "refunded"].includes(payment.status);
  const credits = payment.credits > 0 ? ` ${payment.credits} credits are in your balance.` : "";
  return {
    id: payment.id,
    title: payment.description,
    figure: payment.amount.text,
    checkout: payment.checkout,
    done: paid ? `Paid.${credits} The invoice is on your billing page.` : null,
  };
}

function ofSubscription(subscription: Subscription): Thing {
  const agreed = subscription.status === "active" || subscription.status === "authorised";
  return {
    id: subscription.id,
    title: `${subscription.plan.charAt(0).toUpperCase()}${subscription.plan.slice(1)} plan, ${subscription.interval}`,
    figure: subscription.price.text,
    checkout: subscription.checkout,
    done: agreed
      ? "Your plan is set up. You can change or cancel it on your billing page at any time."
      : null,
  };
}

export function CheckoutScreen({ id }: { id: string }) {
  const [waiting, setWaiting] = useState(false);
  const refetchInterval = waiting ? ASK_EVERY_MS : (false as const);
  const isPayment = id.startsWith("pmt_");
  const payment = useQuery({ ...paymentQuery(id), enabled: isPayment, refetchInterval });
  const subscriptions = useQuery({ ...subscriptionQuery, enabled: !isPayment, refetchInterval });
  const failed = isPayment ? payment : subscriptions;
  if (failed.isError) return <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />;
  const ours = [subscriptions.data?.current, subscriptions.data?.next].find((one) => one?.id === id);
  const thing = payment.data ? ofPayment(payment.data) : ours ? ofSubscription(ours) : null;
  if (failed.isPending) return <div aria-hidden="true" className="min-h-60" />;
  if (!thing) return <p className="text-muted">There is nothing to pay here any more.</p>;
  return <Checkoutable key={thing.id} thing={thing} waiting={waiting} onWaiting={setWaiting} />;
}

type CheckoutableProps = { thing: Thing; waiting: boolean; onWaiting: (waiting: boolean) => void };

function Checkoutable({ thing, waiting, onWaiting }: CheckoutableProps) {
  const [note, setNote] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const confirm = useConfirm();
  const pay = async (checkout: Checkout) => {
    if (checkout.url) {
      window.location.assign(checkout.url);
      return;
    }
    setOpen(true);
    try {
      const ending = await openWindow(checkout, thing.title, () =>
        setNote("That try did not go through. Nothing was charged for it; try again or another way."),
      );
      if (ending.kind === "dismissed") setNote("Nothing was paid.");
      else {
        setNote(null);
        onWaiting(true);
        const { gatewayPaymentId, signature } = ending;
        await confirm.mutateAsync({ id: thing.id, gatewayPaymentId, signature });
      }
    } catch (error) {
      const known = error instanceof Error && error.name === "Error" ? error.message : null;
      setNote(known ?? wordsFor(error).sentence);
    } finally {
      setOpen(false);
    }
  };
  return (
    <div className="grid gap-5">
      <Leaders>
        <Leader label={thing.title} figure={thing.figure} />
      </Leaders>
      <p role="status" className="min-h-6 text-body">
        {thing.done ??
          note ??
          (waiting ? "Waiting for the payment service to confirm. You can leave this page." : "")}
      </p>
      <div className="flex gap-2">
        {!thing.done && thing.checkout && (
          <Button
            kind="primary"
            size="lg"
            busy={open || waiting}
            onClick={() => void pay(thing.checkout as Checkout)}
          >
            Pay {thing.figure}
          </Button>
        )}
        {/* A document of its own again: the policy of this page ends with it. */}
        <a href="/billing" className={buttonClass(thing.done ? "primary" : "second", "lg")}>
          {thing.done ? "Go to billing" : "Back to billing"}
        </a>
      </div>
    </div>
  );
}
