/** Pays one thing, or agrees to one subscription, and says what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Checkout } from "../../api/billing-types.ts";
import { useOnline } from "../../api/online.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { paymentQuery, subscriptionQuery, useConfirm } from "./billing.ts";
import { CheckoutNotice } from "./CheckoutNotice.tsx";
import { ofPayment, ofSubscription, standing, type Thing, type Try } from "./checkout-state.ts";
import { openWindow } from "./razorpay.ts";

/** Until the payment service has told the server. */
const ASK_EVERY_MS = 1500;

type CheckoutScreenProps = {
  id: string;
  /** The payment service's own page sent the customer back here. */
  returned: boolean;
};

export function CheckoutScreen({ id, returned }: CheckoutScreenProps) {
  const [last, setLast] = useState<Try>(returned ? "confirming" : "none");
  const isPayment = id.startsWith("pmt_");
  const refetchInterval = last === "confirming" && !returned ? ASK_EVERY_MS : (false as const);
  const payment = useQuery({ ...paymentQuery(id), enabled: isPayment, refetchInterval });
  const subscriptions = useQuery({ ...subscriptionQuery, enabled: !isPayment, refetchInterval });
  const asked = isPayment ? payment : subscriptions;
  if (asked.isError && !asked.data) {
    return <ProblemNotice error={asked.error} onRetry={() => void asked.refetch()} />;
  }
  if (asked.isPending) return <Loading />;
  const ours = [subscriptions.data?.current, subscriptions.data?.next].find((one) => one?.id === id);
  const thing = payment.data ? ofPayment(payment.data) : ours ? ofSubscription(ours) : null;
  if (!thing) return <Nothing />;
  return <Checkoutable thing={thing} last={last} onTry={setLast} returned={returned} />;
}

function Loading() {
  return (
    <div className="grid gap-5" role="status" aria-label="Loading the payment">
      <Skeleton className="h-10" />
      <Skeleton className="h-16 rounded-xl" />
      <Skeleton className="h-11 w-48" />
    </div>
  );
}

function Nothing() {
  return (
    <div className="grid justify-items-start gap-4">
      <p className="text-muted">There is nothing to pay here any more.</p>
      <a href="/billing" className={buttonClass("second", "lg")}>
        Go to billing
      </a>
    </div>
  );
}

type CheckoutableProps = { thing: Thing; last: Try; onTry: (last: Try) => void; returned: boolean };

function Checkoutable({ thing, last, onTry, returned }: CheckoutableProps) {
  const online = useOnline();
  const pay = usePay(thing, onTry);
  useReturn(thing.id, returned, onTry);
  const stands = standing(thing, last);
  const payable = thing.checkout && ["ready", "closed", "refused", "unreachable", "opened"].includes(stands);
  return (
    <div className="grid gap-5">
      <Leaders>
        <Leader label={thing.title} figure={thing.figure} total />
      </Leaders>
      <CheckoutNotice stands={stands} thing={thing} online={online} />
      <div className="flex flex-wrap gap-2">
        {payable && thing.checkout && (
          <Button
            kind="primary"
            size="lg"
            busy={stands === "opened"}
            disabled={!online}
            onClick={() => void pay(thing.checkout as Checkout)}
          >
            {stands === "refused" ? `Try again, ${thing.figure}` : `Pay ${thing.figure}`}
          </Button>
        )}
        {/* A document of its own again: the policy of this page ends with it. */}
        <a href="/billing" className={buttonClass(stands === "done" ? "primary" : "second", "lg")}>
          {stands === "done" ? "Go to billing" : "Back to billing"}
        </a>
      </div>
    </div>
  );
}

/** Opens the window or the page of the payment service, and hands on what it says. */
function usePay(thing: Thing, onTry: (last: Try) => void) {
  const confirm = useConfirm();
  return async (checkout: Checkout) => {
    onTry("opened");
    if (checkout.url) {
      window.location.assign(checkout.url);
      return;
    }
    try {
      const ending = await openWindow(checkout, thing.title, () => onTry("refused"));
      if (ending.kind === "dismissed") {
        onTry(ending.refused ? "refused" : "closed");
        return;
      }
      onTry("confirming");
      const { gatewayPaymentId, signature } = ending;
      // What it answers is read from the server; where it fails, the page goes on asking.
      await confirm.mutateAsync({ id: thing.id, gatewayPaymentId, signature }).catch(() => undefined);
    } catch {
      onTry("unreachable");
    }
  };
}

/** Back from a page of the payment service: the server asks it what came of that, once. */
function useReturn(id: string, returned: boolean, onTry: (last: Try) => void) {
  const confirm = useConfirm();
  const asked = useRef(false);
  useEffect(() => {
    // The browser's own way back shows this page as it was left.
    const back = (event: PageTransitionEvent) => event.persisted && onTry("closed");
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, [onTry]);
  useEffect(() => {
    if (!returned || asked.current) return;
    asked.current = true;
    confirm.mutate({ id }, { onSettled: (_, error) => onTry(error ? "unreachable" : "closed") });
  }, [id, returned, confirm, onTry]);
}
