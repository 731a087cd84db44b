/** What each figure is, exactly: the same words as in docs/guides/revenue.md. */
const DEFINITIONS: [string, string][] = [
  [
    "Recurring each month (MRR)",
    "What the plans that are paid for at the month's end bring in a month at their regular price, without codes; a year counts as a twelfth. Trials and packs are not in it.",
  ],
  [
    "Subscribers",
    "Workspaces with a paid period at that moment, or whose renewal is no later than the settings allow. A payment that was given back whole counts for nothing.",
  ],
  ["Each subscriber (ARPU)", "Recurring ÷ subscribers, rounded down."],
  ["Churn", "Of the subscribers at the month's start, those who are none at its end."],
  ["Lifetime value (LTV)", "Each subscriber ÷ churn of the month. None where nobody left."],
  ["Conversion", "Workspaces that paid for the first time in the month ÷ accounts made in it."],
  [
    "Came in",
    "Every payment of the month, before refunds. Refunds count in the month in which they were made.",
  ],
  [
    "Taken back by banks",
    "What disputes that were lost took, in the month in which they ended. It is not among the refunds.",
  ],
  ["Recovered", "Of the charges that failed first in the month, those that were paid after all."],
];

export function Definitions() {
  return (
    <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      {DEFINITIONS.map(([term, words]) => (
        <div key={term} className="grid gap-0.5 text-fact">
          <dt className="font-medium text-strong">{term}</dt>
          <dd className="text-muted">{words}</dd>
        </div>
      ))}
    </dl>
  );
}
