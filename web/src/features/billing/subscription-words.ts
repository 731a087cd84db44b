/** How a subscription stands, in a few words. */
import type { Subscription } from "../../api/billing-types.ts";
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
