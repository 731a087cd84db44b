/** Plans, payments, subscriptions and invoices: one query or mutation each. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type {
  BillingProfile,
  Interval,
  Invoice,
  Payment,
  PlanChange,
  PlanChanged,
  Portal,
  PriceList,
  StoredMethod,
  Subscription,
  Subscriptions,
} from "../../api/billing-types.ts";
import { request } from "../../api/client.ts";
import type { Page, Plan } from "../../api/types.ts";

const INVOICES = 12;

export const pricesQuery = queryOptions({
  queryKey: ["prices"],
  queryFn: ({ signal }) => request<PriceList>("/plans", { signal }),
});

export const profileQuery = queryOptions({
  queryKey: ["billing", "profile"],
  queryFn: ({ signal }) => request<BillingProfile | null>("/billing/profile", { signal }),
});

export const subscriptionQuery = queryOptions({
  queryKey: ["billing", "subscription"],
  queryFn: ({ signal }) => request<Subscriptions>("/billing/subscription", { signal }),
});

export const methodQuery = queryOptions({
  queryKey: ["billing", "method"],
  queryFn: ({ signal }) => request<StoredMethod>("/billing/payment-method", { signal }),
});

export const invoicesQuery = queryOptions({
  queryKey: ["billing", "invoices"],
  queryFn: ({ signal }) => request<Page<Invoice>>("/invoices", { query: { limit: INVOICES }, signal }),
});

export function paymentQuery(id: string) {
  return queryOptions({
    queryKey: ["billing", "payment", id],
    queryFn: ({ signal }) => request<Payment>(`/payments/${id}`, { signal }),
  });
}

export function changeQuery(plan: Plan, interval: Interval) {
  return queryOptions({
    queryKey: ["billing", "change", plan, interval],
    queryFn: ({ signal }) =>
      request<PlanChange>("/payments/preview-change", { query: { plan, interval }, signal }),
    // What is shown is what is charged, so it is worked out anew each time it is looked at.
    gcTime: 0,
    retry: false,
  });
}

/** Everything of billing is read again after something was changed. */
function useBilling<Variables, Answer>(mutationFn: (variables: Variables) => Promise<Answer>) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["billing"] }),
  });
}

export function useSaveProfile() {
  const queryClient = useQueryClient();
  return useBilling(async (profile: BillingProfile) => {
    const kept = await request<BillingProfile>("/billing/profile", { method: "PUT", body: profile });
    // Prices are told in the currency of the country.
    await queryClient.invalidateQueries({ queryKey: pricesQuery.queryKey });
    return kept;
  });
}

/** The key is made when the wish is made, so that a second press buys nothing twice. */
export function useBuyPack() {
  return useBilling(({ credits, coupon, key }: { credits: number; coupon: string; key: string }) =>
    request<Payment>("/credits/purchase", {
      method: "POST",
      body: { credits, coupon: coupon || null },
      idempotencyKey: key,
    }),
  );
}

export function useSubscribe() {
  return useBilling((body: { plan: Plan; interval: Interval; coupon: string | null; trial: boolean }) =>
    request<Subscription>("/payments/create-subscription", { method: "POST", body }),
  );
}

export function useChangePlan() {
  return useBilling(({ plan, interval, shownAt }: PlanChange) =>
    request<PlanChanged>("/payments/change-plan", { method: "POST", body: { plan, interval, shownAt } }),
  );
}

export function useCancel() {
  return useBilling((atOnce: boolean) =>
    request<Subscription>("/payments/cancel-subscription", { method: "POST", body: { atOnce } }),
  );
}

export function useRest() {
  return useBilling((rest: "pause" | "resume") =>
    request<Subscription>(`/payments/${rest}-subscription`, { method: "POST", body: {} }),
  );
}

/** Where another card or account is given: the payment service's page, or a new mandate. */
export function usePortal() {
  return useBilling(() => request<Portal>("/payments/portal", { method: "POST", body: {} }));
}

export function useConfirm() {
  return useBilling((proof: { id: string; gatewayPaymentId?: string; signature?: string }) =>
    request<undefined>("/payments/confirm", { method: "POST", body: proof }),
  );
}

/** Opens the checkout as a page of its own: its policy allows the payment service's script, ours does not. */
export function goToCheckout(id: string): void {
  window.location.assign(`/checkout?id=${encodeURIComponent(id)}`);
}
