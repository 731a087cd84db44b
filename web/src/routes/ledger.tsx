/** `/admin/ledger`: the audit and corrections; to everybody else the server says that there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { AdjustmentForm, AdjustmentList } from "../features/ledger/Adjustments.tsx";
import { AuditReports } from "../features/ledger/AuditReports.tsx";
import {
  adjustmentsQuery,
  auditsQuery,
  useAdjust,
  useDecide,
  useRunAudit,
} from "../features/ledger/ledger.ts";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function LedgerRoute() {
  usePageTitle("Ledger");
  const audits = useQuery(auditsQuery);
  const adjustments = useQuery(adjustmentsQuery);
  const run = useRunAudit();
  const adjust = useAdjust();
  const decide = useDecide();
  return (
    <Page title="Ledger" narrow>
      {audits.error && <ProblemNotice error={audits.error} onRetry={() => void audits.refetch()} />}
      {audits.data && (
        <>
          <PageCard title="Audit" note="Every night, and when you ask. It reports and never repairs.">
            <AuditReports reports={audits.data.items} busy={run.isPending} onRun={() => run.mutate()} />
          </PageCard>
          <PageCard title="Give or take credits">
            <AdjustmentForm
              busy={adjust.isPending}
              error={adjust.error}
              onAsk={(body, clear) => adjust.mutate(body, { onSuccess: clear })}
            />
          </PageCard>
          <PageCard title="Corrections">
            <AdjustmentList
              adjustments={adjustments.data?.items ?? []}
              busy={decide.isPending}
              onDecide={(id, agree) => decide.mutate({ id, agree })}
            />
          </PageCard>
        </>
      )}
    </Page>
  );
}
