/** Every figure of every month; phones scroll it inside its own box. */
import type { RevenueMonth } from "../../api/offer-types.ts";
import { formatCount } from "../../ui/format.ts";
import { monthWords, shareWords } from "./revenue-words.ts";

const COLUMNS: [string, (month: RevenueMonth) => string][] = [
  ["Recurring", (month) => month.mrr.text],
  ["Subscribers", (month) => formatCount(month.subscribers)],
  ["Each", (month) => month.arpu?.text ?? "–"],
  ["Churn", (month) => shareWords(month.churnBasisPoints ?? null)],
  ["Lifetime", (month) => month.ltv?.text ?? "–"],
  ["New accounts", (month) => formatCount(month.accounts)],
  ["Conversion", (month) => shareWords(month.conversionBasisPoints ?? null)],
  ["Came in", (month) => month.taken.text],
  ["Refunds", (month) => month.refunded.text],
  ["Taken back", (month) => month.chargedBack.text],
  ["Failed charges", (month) => formatCount(month.chargesFailed)],
  ["Recovered", (month) => shareWords(month.recoveryBasisPoints ?? null)],
];

export function RevenueTable({ months }: { months: RevenueMonth[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable with the keyboard
    <section aria-label="Revenue by month" tabIndex={0} className="overflow-x-auto scroll-quiet">
      <table className="w-full text-left text-fact whitespace-nowrap [&_td]:py-1.5 [&_td]:pl-5 [&_th]:py-1.5 [&_th]:font-medium">
        <thead className="text-muted">
          <tr>
            <th scope="col">Month</th>
            {COLUMNS.map(([label]) => (
              <th key={label} scope="col" className="pl-5 text-right">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {months.map((month) => (
            <tr key={month.month} className="border-t border-line-subtle">
              <th scope="row">{monthWords(month.month)}</th>
              {COLUMNS.map(([label, figure]) => (
                <td key={label} className="text-right text-body">
                  {figure(month)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
