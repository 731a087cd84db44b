/** `/billing`: what there is, how long it lasts, where it went, what a month may cost. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { Balance } from "../api/types.ts";
import { BillingSections } from "../features/billing/BillingSections.tsx";
import { BalanceFigure, Lots } from "../features/credits/BalancePanel.tsx";
import { Budgets } from "../features/credits/Budgets.tsx";
import { useBalanceDetails } from "../features/credits/balance.ts";
import { Statement } from "../features/credits/Statement.tsx";
import { usageQuery } from "../features/credits/statement.ts";
import { UsageChart } from "../features/credits/UsageChart.tsx";
import { UsageShares } from "../features/credits/UsageShares.tsx";
import { NoticeList } from "../features/notices/NoticeList.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const USAGE_DAYS = 30;

const route = getRouteApi("/shell/billing");

export function BillingRoute() {
  usePageTitle("Billing");
  const { coupon = "" } = route.useSearch();
  const { data: balance, error, refetch } = useBalanceDetails();
  return (
    <Page title="Billing">
      {error && !balance && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!balance && !error && <Skeleton className="mb-5 h-28 rounded-2xl" />}
      {balance && <Sections balance={balance} />}
      <BillingSections coupon={coupon} />
      <PageCard title="What you were told">
        <NoticeList />
      </PageCard>
      <Statement />
    </Page>
  );
}

function Sections({ balance }: { balance: Balance }) {
  const usage = useQuery(usageQuery(USAGE_DAYS, balance.available + balance.held));
  return (
    <>
      <div className="mb-5">
        <BalanceFigure balance={balance} />
      </div>
      <div className="grid gap-x-5 lg:grid-cols-[1fr_336px]">
        <div>
          <PageCard title="Credits per day" note="The last 30 days, by your clock.">
            {usage.isError && <ProblemNotice error={usage.error} onRetry={() => void usage.refetch()} />}
            {usage.isPending && <Skeleton className="h-60 rounded-xl" />}
            {usage.data && <UsageChart usage={usage.data} />}
          </PageCard>
          <PageCard title="Where your credits come from">
            <Lots balance={balance} />
          </PageCard>
        </div>
        <div>
          <PageCard title="Where they went" note="The same 30 days.">
            {usage.data ? <UsageShares usage={usage.data} /> : <Skeleton className="h-40 rounded-xl" />}
          </PageCard>
          <PageCard title="Monthly budget">
            <Budgets balance={balance} />
          </PageCard>
        </div>
      </div>
    </>
  );
}
