/** `/admin/payments`: what payment services announced. */
import { WebhookLog } from "../features/billing/WebhookLog.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function PaymentsRoute() {
  usePageTitle("Payments");
  return (
    <Page title="Payments">
      <PageCard
        title="Announcements"
        note="What does not fit what was asked for is kept with its reason, and nothing is given for it."
      >
        <WebhookLog />
      </PageCard>
    </Page>
  );
}
