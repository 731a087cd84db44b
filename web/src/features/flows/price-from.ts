/** A flow's price and plan in words. */
import type { Flow, Plan } from "../../api/types.ts";
import { formatCredits } from "../../ui/format.ts";

/** "from 1 credit"; without "from" where every run costs the same. */
export function priceFrom(flow: Pick<Flow, "creditsFrom" | "creditsTo">): string {
  const least = formatCredits(flow.creditsFrom);
  return flow.creditsFrom === flow.creditsTo ? least : `from ${least}`;
}

export function planName(plan: Plan): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}
