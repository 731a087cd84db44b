/** `/checkout?id=…`: the one page that the payment service's script runs on; it is loaded as a document of its own. */
import { getRouteApi } from "@tanstack/react-router";
import { CheckoutScreen } from "../features/billing/CheckoutScreen.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";

const route = getRouteApi("/shell/checkout");

export function CheckoutRoute() {
  usePageTitle("Checkout");
  const { id, returned } = route.useSearch();
  return (
    <Page title="Checkout" narrow>
      <PageCard
        title="Payment"
        note="Paid at the payment service; the details of your card or account never reach this server."
      >
        <CheckoutScreen id={id} returned={returned === true} />
      </PageCard>
    </Page>
  );
}
