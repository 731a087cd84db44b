/** Where a checkout stands: what the server knows of it, and what happened to the last try on this page. */
import type { Checkout, Payment, Subscription } from "../../api/billing-types.ts";
import { formatCount } from "../../ui/format.ts";

/** Something to pay or to agree to. */
export type Thing = {
  id: string;
  title: string;
  figure: string;
  checkout: Checkout | null;
  /** What the customer has, once it is paid. */
  done: string | null;
  /** The bank said yes and the money is not there yet. */
  onItsWay: boolean;
  /** Why the last try failed, as the payment service says it. */
  failure: string | null;
};

/** What became of the last try on this page. */
export type Try = "none" | "opened" | "closed" | "refused" | "unreachable" | "confirming";

export type Standing =
  | "done"
  | "on_its_way"
  | "confirming"
  | "over"
  | Exclude<Try, "none" | "confirming">
  | "ready";

export function ofPayment(payment: Payment): Thing {
  const paid = ["paid", "partly_refunded", "refunded"].includes(payment.status);
  const credits = payment.credits > 0 ? ` ${formatCount(payment.credits)} credits are in your balance.` : "";
  return {
    id: payment.id,
    title: payment.description,
    figure: payment.amount.text,
    checkout: payment.checkout,
    done: paid ? `${payment.amount.text} paid.${credits} The invoice is on your billing page.` : null,
    onItsWay: payment.status === "authorised",
    failure: payment.status === "failed" ? payment.failure : null,
  };
}

export function ofSubscription(subscription: Subscription): Thing {
  const agreed = subscription.status === "active" || subscription.status === "authorised";
  const plan = subscription.plan.charAt(0).toUpperCase() + subscription.plan.slice(1);
  return {
    id: subscription.id,
    title: `${plan} plan, ${subscription.interval === "annual" ? "yearly" : "monthly"}`,
    figure: subscription.price.text,
    checkout: subscription.checkout,
    done: agreed
      ? `Your ${plan} plan is set up. You can change or cancel it on your billing page at any time.`
      : null,
    onItsWay: false,
    failure: null,
  };
}

/** What the server knows counts more than what happened on the page; a new try more than an earlier failure. */
export function standing(thing: Thing, last: Try): Standing {
  if (thing.done) return "done";
  if (thing.onItsWay) return "on_its_way";
  if (last === "confirming") return "confirming";
  if (!thing.checkout) return "over";
  if (last !== "none") return last;
  return thing.failure ? "refused" : "ready";
}
