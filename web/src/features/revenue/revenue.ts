/** What the operator earns; to everybody else the server says that there is nothing here. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Revenue } from "../../api/offer-types.ts";

export type RevenueCurrency = "INR" | "USD";

export function revenueQuery(currency: RevenueCurrency) {
  return queryOptions({
    queryKey: ["revenue", currency],
    queryFn: ({ signal }) => request<Revenue>("/admin/revenue", { query: { currency }, signal }),
  });
}

/** Where the same is as rows. */
export function revenueCsv(currency: RevenueCurrency): string {
  return `/api/admin/revenue?currency=${currency}&format=csv&months=36`;
}
