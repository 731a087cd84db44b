/** The running month: its figures, who subscribes to what, and what failed. */
import type { RevenueMonth } from "../../api/offer-types.ts";
import { formatCount } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { kindWords, shareWords } from "./revenue-words.ts";

export function RevenueFigures({ month }: { month: RevenueMonth }) {
  const figures: [string, string, string][] = [
    ["Recurring each month", month.mrr.text, `${formatCount(month.subscribers)} subscribers`],
    ["Each subscriber", month.arpu?.text ?? "–", "A month, at the regular price"],
    [
      "Churn",
      shareWords(month.churnBasisPoints ?? null),
      `${formatCount(month.left)} of ${formatCount(month.subscribersBefore)} left`,
    ],
    ["Lifetime value", month.ltv?.text ?? "–", month.ltv ? "Each subscriber ÷ churn" : "Nobody has left"],
    [
      "Conversion",
      shareWords(month.conversionBasisPoints ?? null),
      `${formatCount(month.firstPayers)} first payers, ${formatCount(month.accounts)} accounts`,
    ],
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 lg:grid-cols-5">
      {figures.map(([label, figure, context]) => (
        <div key={label} className="grid content-start gap-0.5">
          <dt className="text-fact text-muted">{label}</dt>
          <dd className="type-section text-strong">{figure}</dd>
          <dd className="text-small text-muted">{context}</dd>
        </div>
      ))}
    </dl>
  );
}

export function PlanShares({ month }: { month: RevenueMonth }) {
  if (month.kinds.length === 0) return <p className="text-muted">Nobody subscribes yet.</p>;
  return (
    <Leaders>
      {month.kinds.map((kind) => (
        <Leader
          key={kindWords(kind)}
          label={kindWords(kind)}
          figure={`${formatCount(kind.subscribers)}, ${shareWords(
            Math.round((kind.subscribers / month.subscribers) * 10_000),
          )}`}
        />
      ))}
    </Leaders>
  );
}

export function FailedPayments({ month }: { month: RevenueMonth }) {
  const open = month.chargesFailed - month.recovered - month.lost;
  return (
    <Leaders>
      <Leader label="Payments that failed at their last try" figure={formatCount(month.failed)} />
      <Leader label="Charges of subscriptions that failed" figure={formatCount(month.chargesFailed)} />
      <Leader
        label="Of those, paid after all"
        figure={`${formatCount(month.recovered)}, ${shareWords(month.recoveryBasisPoints ?? null)}`}
      />
      <Leader label="Still tried" figure={formatCount(open)} />
      <Leader label="Ended with the plan" figure={formatCount(month.lost)} />
      <Leader label={`Refunds: ${formatCount(month.refunds)}`} figure={month.refunded.text} total />
      <Leader
        label={`Taken back by banks: ${formatCount(month.chargebacks)}`}
        figure={month.chargedBack.text}
      />
    </Leaders>
  );
}
