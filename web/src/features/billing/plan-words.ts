/** What plans bring, in words. */
import type { PlanPrice } from "../../api/billing-types.ts";
import { formatCount } from "../../ui/format.ts";

/** Whole rupees or dollars without their zeros: "₹1,499", "$17.99". */
export function shortAmount(text: string): string {
  return text.replace(/\.00$/, "");
}

const BEYOND: Record<string, string[]> = {
  free: ["Every flow of the free tier", "Standard queue"],
  starter: ["Standard queue", "E-mail support"],
  creator: ["5% off every run", "Priority queue", "Batches, one price, one zip", "Chat support"],
  studio: ["10% off every run", "First in the queue", "Custom workflows", "Usage reports"],
};

export function planPoints(plan: PlanPrice): string[] {
  const runs =
    plan.concurrency === null || plan.concurrency === undefined
      ? "Unlimited runs, fair use"
      : `${plan.concurrency} ${plan.concurrency === 1 ? "run" : "runs"} at a time`;
  return [runs, `Files kept ${plan.retentionDays} days`, ...(BEYOND[plan.id] ?? [])];
}

/** About how much a month's credits make, at the lowest prices of the price book. */
export function planBuys(credits: number): string {
  return `about ${formatCount(credits)} pictures, or ${formatCount(Math.floor(credits / 20))} short videos`;
}
