/** `/admin/payments`: payments that banks take issue with, and what payment services announced. */
import { DisputeList } from "../features/billing/DisputeList.tsx";
import { WebhookLog } from "../features/billing/WebhookLog.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function PaymentsRoute() {
  usePageTitle("Payments");
  return (
    <Page title="Payments">
      <PageCard
        title="Disputes"
        note="While a bank decides, what is left of the credits is set aside. Evidence is sent in the payment service’s dashboard."
      >
        <DisputeList />
      </PageCard>
      <PageCard
        title="Announcements"
        note="What does not fit what was asked for is kept with its reason, and nothing is given for it."
      >
        <WebhookLog />
      </PageCard>
    </Page>
  );
}
