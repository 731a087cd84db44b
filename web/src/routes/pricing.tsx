/** `/pricing`: what plans and packs cost, with tax, before anybody signs up. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { pricesQuery } from "../features/billing/billing.ts";
import { CodePreview } from "../features/billing/CodePreview.tsx";
import { PackList } from "../features/billing/PackList.tsx";
import { PlanTable } from "../features/billing/PlanTable.tsx";
import { LandingFooter } from "../features/landing/LandingFooter.tsx";
import { LandingHeader } from "../features/landing/LandingHeader.tsx";
import { buttonClass } from "../ui/button.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

export function PricingRoute() {
  usePageTitle("Pricing");
  const prices = useQuery(pricesQuery);
  const [coupon, setCoupon] = useState("");
  return (
    <div className="bg-(image:--glow-hero) bg-[length:100%_900px] bg-no-repeat">
      <LandingHeader />
      <main className="mx-auto grid max-w-340 gap-12 px-4 py-12 sm:px-6 lg:px-12">
        <div className="grid justify-items-center gap-3 text-center">
          <h1 className="type-hero text-strong">Pay for what worked</h1>
          <p className="text-muted">
            Every run shows its price first. You never pay more than that, and nothing for a run that fails.
          </p>
        </div>
        {prices.isError && <ProblemNotice error={prices.error} onRetry={() => void prices.refetch()} />}
        {prices.isPending && (
          <div role="status" aria-label="Loading prices" className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            {["free", "starter", "creator", "studio"].map((plan) => (
              <Skeleton key={plan} className="h-120 rounded-2xl" />
            ))}
          </div>
        )}
        {prices.data && (
          <>
            <h2 className="sr-only">Plans</h2>
            <PlanTable
              prices={prices.data}
              action={(plan, _, featured) => (
                <Link
                  to="/billing"
                  search={coupon ? { coupon } : {}}
                  className={buttonClass(featured ? "primary" : "second")}
                >
                  {plan.monthly ? `Choose ${plan.name}` : "Start free"}
                </Link>
              )}
            />
            <section className="grid max-w-160 gap-4">
              <h2 className="type-sub">A code?</h2>
              <CodePreview prices={prices.data} code={coupon} onCode={setCoupon} />
            </section>
            <section className="grid max-w-160 gap-4">
              <h2 className="type-sub">Packs, no subscription</h2>
              <p className="text-muted">
                They last {prices.data.packMonths} months. UPI, cards and net banking, a GST invoice with
                every payment.
              </p>
              <PackList prices={prices.data} />
            </section>
            <p className="text-small text-muted">
              Prices include {prices.data.taxPercent}% GST for buyers in India. One credit is US$0.01.
            </p>
          </>
        )}
      </main>
      <LandingFooter />
    </div>
  );
}
