/** The plans side by side, with a switch between month and year. */
import { Check } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Interval, PlanPrice, PriceList } from "../../api/billing-types.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { Tag } from "../../ui/tag.tsx";
import { planBuys, planPoints, shortAmount } from "./plan-words.ts";

const CHOSEN = "creator";

type PlanTableProps = {
  prices: PriceList;
  /** What stands below the price: a link or a button. */
  action: (plan: PlanPrice, interval: Interval, featured: boolean) => ReactNode;
};

export function PlanTable({ prices, action }: PlanTableProps) {
  const [interval, setInterval] = useState<Interval>("monthly");
  return (
    <div className="grid gap-8">
      <div className="justify-self-center">
        <Segmented
          label="How often"
          value={interval}
          options={[
            { value: "monthly", label: "Monthly" },
            { value: "annual", label: "Yearly, two months free" },
          ]}
          onChange={setInterval}
        />
      </div>
      <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4 lg:items-stretch">
        {prices.plans.map((plan) => (
          <PlanColumn key={plan.id} plan={plan} interval={interval}>
            {action(plan, interval, plan.id === CHOSEN)}
          </PlanColumn>
        ))}
      </ul>
    </div>
  );
}

function PlanColumn({
  plan,
  interval,
  children,
}: {
  plan: PlanPrice;
  interval: Interval;
  children: ReactNode;
}) {
  const featured = plan.id === CHOSEN;
  const price = interval === "annual" ? plan.annual : plan.monthly;
  const credits = plan.monthly && interval === "annual" ? plan.credits * 12 : plan.credits;
  return (
    <li
      className={classNames(
        "grid grid-rows-[auto_auto_auto_auto_1fr] content-start gap-3 rounded-2xl p-6 shadow-e1",
        featured ? "bg-surface-2 inset-ring inset-ring-primary" : "bg-surface-1",
      )}
    >
      <h3 className="flex items-center gap-2 font-medium text-strong">
        {plan.name}
        {featured && <Tag>Recommended</Tag>}
      </h3>
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        <span className="type-hero text-strong">{price ? shortAmount(price.text) : "Free"}</span>
        {price && <span className="text-muted">{interval === "annual" ? "a year" : "a month"}</span>}
      </p>
      <div className="text-muted">
        <p>
          {formatCount(credits)} credits
          {plan.monthly ? (interval === "annual" ? " at once" : " a month") : ", once"}
        </p>
        <p className="text-small">{planBuys(credits)}</p>
      </div>
      {children}
      <ul className="grid content-start gap-2 text-ui text-body">
        {planPoints(plan).map((point) => (
          <li key={point} className="flex gap-2">
            <Check aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-muted" />
            {point}
          </li>
        ))}
        {interval === "annual" && plan.annualNeedsApproval && (
          <li className="text-small text-muted">
            Above ₹15,000 a debit: your bank asks you to approve each yearly renewal.
          </li>
        )}
      </ul>
    </li>
  );
}
