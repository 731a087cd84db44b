/** `/admin/revenue`: what is earned; to everybody else the server says that there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { Definitions } from "../features/revenue/Definitions.tsx";
import { RevenueChart } from "../features/revenue/RevenueChart.tsx";
import { FailedPayments, PlanShares, RevenueFigures } from "../features/revenue/RevenueFigures.tsx";
import { type RevenueCurrency, revenueCsv, revenueQuery } from "../features/revenue/revenue.ts";
import { monthWords } from "../features/revenue/revenue-words.ts";
import { buttonClass } from "../ui/button.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

export function RevenueRoute() {
  usePageTitle("Revenue");
  const [currency, setCurrency] = useState<RevenueCurrency>("INR");
  const revenue = useQuery(revenueQuery(currency));
  const current = revenue.data?.months[0];
  return (
    <Page
      title="Revenue"
      lead="By India's days. Currencies are never added up."
      actions={
        <>
          <Segmented
            label="Currency"
            value={currency}
            options={[
              { value: "INR", label: "₹" },
              { value: "USD", label: "$" },
            ]}
            onChange={setCurrency}
          />
          <a href={revenueCsv(currency)} download className={buttonClass("second")}>
            <Download aria-hidden="true" size={16} />
            CSV
          </a>
        </>
      }
    >
      {revenue.isError && <ProblemNotice error={revenue.error} onRetry={() => void revenue.refetch()} />}
      {revenue.isPending && <Skeleton className="h-120 rounded-2xl" />}
      {revenue.data && current && (
        <>
          <PageCard title={monthWords(current.month)} note="So far.">
            <RevenueFigures month={current} />
          </PageCard>
          <PageCard title="By month">
            <RevenueChart months={revenue.data.months} currency={currency} />
          </PageCard>
          <div className="grid gap-x-5 lg:grid-cols-2">
            <PageCard title="Who subscribes to what">
              <PlanShares month={current} />
            </PageCard>
            <PageCard title="Failed payments and refunds" note="This month.">
              <FailedPayments month={current} />
            </PageCard>
          </div>
          <PageCard title="What the figures are">
            <Definitions />
            <p className="mt-4 text-fact text-muted">
              What credits cost to deliver, and the audit of money, are on the{" "}
              <Link to="/admin/ledger" className="text-primary-text underline underline-offset-3">
                ledger page
              </Link>
              .
            </p>
          </PageCard>
        </>
      )}
    </Page>
  );
}
