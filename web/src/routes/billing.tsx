/** `/billing`: what is subscribed to, what can be bought, and what was paid. */
import { BillingSections } from "../features/billing/BillingSections.tsx";
import { Page } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function BillingRoute() {
  usePageTitle("Billing");
  return (
    <Page title="Billing">
      <BillingSections />
    </Page>
  );
}
