/** Months and shares, as people read them. */
import type { RevenueMonth } from "../../api/offer-types.ts";

/** "2026-11" as "Nov 2026". */
export function monthWords(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  return date.toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
}

/** Hundredths of a percent: 3333 as "33.33%", null as "–". */
export function shareWords(basisPoints: number | null): string {
  return basisPoints === null ? "–" : `${(basisPoints / 100).toFixed(2).replace(/\.?0+$/, "")}%`;
}

/** "creator, monthly". */
export function kindWords({ plan, interval }: RevenueMonth["kinds"][number]): string {
  return `${plan.charAt(0).toUpperCase()}${plan.slice(1)}, ${interval === "annual" ? "yearly" : "monthly"}`;
}

/** The top of an axis in whole units of money: the next of 1, 2, 5 and 10 times a power of ten, at least 10. */
export function moneyTop(most: number): number {
  let power = 10;
  while (power * 10 < most) power *= 10;
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? power * 10;
}
