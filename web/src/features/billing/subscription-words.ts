/** How a subscription stands, in a few words. */
import type { PaymentMethod, Subscription } from "../../api/billing-types.ts";
import { formatDay } from "../../ui/format-day.ts";

const WORDS: Record<Subscription["status"], string> = {
  pending: "Waits for your agreement",
  authorised: "Agreed, first charge to come",
  active: "Paid",
  past_due: "A charge failed, tried again",
  halted: "Every charge failed",
  paused: "Paused, nothing is charged",
  cancelled: "Cancelled",
  completed: "Every charge was made",
  expired: "Not agreed to in time",
};

export function statusSentence(subscription: Subscription): string {
  if (subscription.cancels === "at_period_end" && subscription.periodEnd !== null) {
    return `Ends on ${formatDay(subscription.periodEnd)}`;
  }
  return WORDS[subscription.status];
}

const BRANDS: Record<string, string> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  rupay: "RuPay",
};

/** A payment method in two lines: which, and what more is known of it. */
export function methodWords(method: PaymentMethod): { title: string; detail: string | null } {
  if (method.kind === "card") {
    const brand = method.brand ?? "Card";
    const name = BRANDS[brand.toLowerCase()] ?? brand;
    return {
      title: method.last4 ? `${name} ending in ${method.last4}` : name,
      detail: method.expires ? `Expires ${method.expires}` : null,
    };
  }
  return { title: method.kind === "upi" ? "UPI" : method.kind, detail: method.account ?? null };
}
