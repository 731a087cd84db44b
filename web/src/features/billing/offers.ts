/** Prices with a code, and what is offered to who leaves or has left. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Interval } from "../../api/billing-types.ts";
import { request } from "../../api/client.ts";
import type { CheckedPrice, Offers } from "../../api/offer-types.ts";
import type { Plan } from "../../api/types.ts";

/** What is about to be bought. */
export type Goods = { credits: number } | { plan: Plan; interval: Interval };

/** What it costs today, with or without a code; refused with the reason. */
export function checkedPriceQuery(goods: Goods | null, coupon: string) {
  return queryOptions({
    queryKey: ["checked-price", goods, coupon],
    enabled: goods !== null,
    queryFn: ({ signal }) =>
      request<CheckedPrice>("/payments/price", { query: { ...goods, coupon: coupon || undefined }, signal }),
    retry: false,
    // A code may be used up by the next moment: what is shown is worked out when it is looked at.
    gcTime: 0,
  });
}

export const offersQuery = queryOptions({
  queryKey: ["billing", "offers"],
  queryFn: ({ signal }) => request<Offers>("/billing/offers", { signal }),
});

/** Says that an offer was shown: those are shown once. Not read again, or it would vanish while it is looked at. */
export function markShown(code: string): void {
  void request<undefined>("/billing/offers/shown", { method: "POST", body: { code } }).catch(() => undefined);
}

export function useStay() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (code: string) =>
      request<{ credits: number }>("/billing/offers/stay", { method: "POST", body: { code } }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["billing"] });
      void queryClient.invalidateQueries({ queryKey: ["credits"] });
    },
  });
}
