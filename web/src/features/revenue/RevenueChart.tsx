/** Recurring revenue and what came, month by month; behind a switch the same figures as a table. */
import { useState } from "react";
import type { RevenueMonth } from "../../api/offer-types.ts";
import { formatCount } from "../../ui/format.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { PHONE, useMediaQuery } from "../../ui/use-media-query.ts";
import { RevenueTable } from "./RevenueTable.tsx";
import { moneyTop, monthWords } from "./revenue-words.ts";

const WIDE = { width: 1040, plot: 960, height: 240, months: 12 };
const NARROW = { width: 324, plot: 268, height: 170, months: 6 };
const TICKS = 4;
/** Paise or cents to whole units, which is what an axis shows. */
const UNIT = 100;

export function RevenueChart({ months, currency }: { months: RevenueMonth[]; currency: string }) {
  const [view, setView] = useState<"chart" | "table">("chart");
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segmented
          label="Show as"
          value={view}
          options={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
          onChange={setView}
        />
        {view === "chart" && (
          <>
            <Key className="bg-chart-video">Recurring, at the month's end</Key>
            <Key className="bg-chart-other">Came in, less refunds and disputes</Key>
          </>
        )}
      </div>
      {view === "chart" ? <Bars months={months} currency={currency} /> : <RevenueTable months={months} />}
    </div>
  );
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-small text-muted">
      <span aria-hidden="true" className={`size-2.5 rounded-[2px] ${className}`} />
      {children}
    </span>
  );
}

function Bars({ months, currency }: { months: RevenueMonth[]; currency: string }) {
  const { width, plot, height, months: most } = useMediaQuery(PHONE) ? NARROW : WIDE;
  const shown = months.slice(0, most).reverse();
  const net = (month: RevenueMonth) =>
    Math.max(0, month.taken.minor - month.refunded.minor - month.chargedBack.minor) / UNIT;
  const top = moneyTop(Math.max(...shown.flatMap((month) => [month.mrr.minor / UNIT, net(month)])));
  const slot = plot / shown.length;
  const bar = Math.min(24, slot * 0.32);
  const y = (amount: number) => height - (amount / top) * (height - 12);
  const symbol = currency === "INR" ? "₹" : "$";
  const [first, last] = [shown[0], shown.at(-1)];
  const named = `Recurring revenue from ${monthWords(first?.month ?? "")} (${first?.mrr.text}) to ${monthWords(last?.month ?? "")} (${last?.mrr.text}).`;
  return (
    <svg role="img" aria-label={named} viewBox={`0 -4 ${width} ${height + 30}`} className="w-full">
      {Array.from({ length: TICKS + 1 }, (_, index) => (top / TICKS) * index).map((tick) => (
        <g key={tick}>
          <line x1="0" x2={plot} y1={y(tick)} y2={y(tick)} className="stroke-(--chart-grid)" />
          <text x={plot + 8} y={y(tick) + 4} className="fill-(--text-muted) text-small">
            {symbol}
            {formatCount(tick)}
          </text>
        </g>
      ))}
      {shown.map((month, index) => {
        const x = index * slot + (slot - 2 * bar - 2) / 2;
        const recurring = month.mrr.minor / UNIT;
        return (
          <g key={month.month}>
            <title>{`${monthWords(month.month)}: recurring ${month.mrr.text}, came in ${month.taken.text}, refunds ${month.refunded.text}, taken back by banks ${month.chargedBack.text}`}</title>
            <rect
              x={x}
              y={y(recurring)}
              width={bar}
              height={y(0) - y(recurring)}
              rx="1.5"
              className="fill-chart-video"
            />
            <rect
              x={x + bar + 2}
              y={y(net(month))}
              width={bar}
              height={y(0) - y(net(month))}
              rx="1.5"
              className="fill-chart-other"
            />
            <text
              x={index * slot + slot / 2}
              y={height + 20}
              textAnchor="middle"
              className="fill-(--text-muted) text-small"
            >
              {monthWords(month.month).slice(0, 3)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
