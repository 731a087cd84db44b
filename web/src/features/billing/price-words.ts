/** What a price with a code means, in words. */
import type { CheckedPrice } from "../../api/offer-types.ts";

export function isLower(price: CheckedPrice): boolean {
  return price.coupon !== null && price.due.minor < price.regular.minor;
}

/** When the regular price begins: "From the 2nd month on, each", "After 3 months, each month". */
export function thenWords(periods: number, interval: "monthly" | "annual"): string {
  const unit = interval === "annual" ? "year" : "month";
  return periods === 1 ? `Then each ${unit}` : `After ${periods} ${unit}s, each ${unit}`;
}
