/** Credits by day as stacked bars, with a table of the same figures for who prefers or needs it. */
import { useState } from "react";
import type { Usage } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { PHONE, useMediaQuery } from "../../ui/use-media-query.ts";
import { axisTop, byGroup, formatShare, GROUPS } from "./usage-groups.ts";

/** A phone shows fewer days, so that its bars and words are as large as anywhere. */
const WIDE = { width: 674, plot: 640, height: 222, days: 366 };
const NARROW = { width: 324, plot: 290, height: 150, days: 14 };
const TICKS = 4;

export function UsageChart({ usage }: { usage: Usage }) {
  const [view, setView] = useState<"chart" | "table">("chart");
  const all = byGroup(usage.operations);
  const used = GROUPS.filter(({ id }) => all[id] > 0);
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
        {view === "chart" &&
          used.map(({ id, label, bar }) => (
            <span key={id} className="inline-flex items-center gap-1.5 text-small text-muted">
              <span aria-hidden="true" className={classNames("size-2.5 rounded-[2px]", bar)} />
              {label}
            </span>
          ))}
      </div>
      {view === "chart" ? <Bars usage={usage} /> : <Figures usage={usage} />}
      {!usage.complete && (
        <p className="text-small text-muted">Only the newest 20,000 charges are counted here.</p>
      )}
    </div>
  );
}

function Bars({ usage }: { usage: Usage }) {
  const { width, plot, height, days: most } = useMediaQuery(PHONE) ? NARROW : WIDE;
  const days = usage.days.slice(-most);
  const top = axisTop(Math.max(...days.map((day) => day.credits)));
  const slot = plot / days.length;
  const bar = Math.min(22, slot * 0.64);
  const y = (credits: number) => height - (credits / top) * (height - 12);
  const total = days.reduce((sum, day) => sum + day.credits, 0);
  const [first, last] = [days[0], days.at(-1)];
  const named = `Credits per day from ${dayWords(first?.day)} to ${dayWords(last?.day)}: ${formatCount(total)} in all.`;
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => (top / TICKS) * index);
  return (
    <svg role="img" aria-label={named} viewBox={`0 -4 ${width} ${height + 30}`} className="w-full">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1="0" x2={plot} y1={y(tick)} y2={y(tick)} className="stroke-(--chart-grid)" />
          <text x={plot + 8} y={y(tick) + 4} className="fill-(--text-muted) text-small">
            {formatCount(tick)}
          </text>
        </g>
      ))}
      {days.map((day, index) => (
        <DayBar key={day.day} day={day} x={index * slot + (slot - bar) / 2} width={bar} y={y} />
      ))}
      {[first, days[Math.floor(days.length / 2)], last].map((day, place) => (
        <text
          key={day?.day ?? place}
          x={(plot / 2) * place}
          y={height + 20}
          textAnchor={(["start", "middle", "end"] as const)[place]}
          className="fill-(--text-muted) text-small"
        >
          {dayWords(day?.day)}
        </text>
      ))}
    </svg>
  );
}

type DayBarProps = { day: Usage["days"][number]; x: number; width: number; y: (credits: number) => number };

function DayBar({ day, x, width, y }: DayBarProps) {
  const groups = byGroup(day.operations);
  let below = 0;
  return (
    <g>
      {GROUPS.filter(({ id }) => groups[id] > 0).map(({ id, fill }) => {
        const from = below;
        below += groups[id] / 1_000_000;
        const height = Math.max(1, y(from) - y(below) - 1);
        return <rect key={id} x={x} y={y(below)} width={width} height={height} rx="1.5" className={fill} />;
      })}
      {below === 0 && day.credits > 0 && (
        <rect
          x={x}
          y={y(day.credits)}
          width={width}
          height={y(0) - y(day.credits)}
          className="fill-chart-other"
        />
      )}
    </g>
  );
}

/** The same as figures: days with use, the newest first. */
function Figures({ usage }: { usage: Usage }) {
  const days = usage.days.filter((day) => day.credits > 0).reverse();
  if (days.length === 0) return <p className="text-muted">No credits were used in these days.</p>;
  return (
    <div className="max-h-72 overflow-auto scroll-quiet">
      <table className="w-full text-left text-fact [&_td]:py-1.5 [&_th]:py-1.5 [&_th]:font-medium">
        <thead className="text-muted">
          <tr>
            <th scope="col">Day</th>
            {GROUPS.map(({ id, label }) => (
              <th key={id} scope="col" className="text-right">
                {label}
              </th>
            ))}
            <th scope="col" className="text-right">
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => {
            const groups = byGroup(day.operations);
            return (
              <tr key={day.day}>
                <th scope="row">{dayWords(day.day)}</th>
                {GROUPS.map(({ id }) => (
                  <td key={id} className="text-right text-muted">
                    {formatShare(groups[id])}
                  </td>
                ))}
                <td className="text-right text-strong">{formatCount(day.credits)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** "2026-11-03" as "3 Nov". */
function dayWords(day: string | undefined): string {
  if (!day) return "";
  const date = new Date(`${day}T00:00:00Z`);
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
