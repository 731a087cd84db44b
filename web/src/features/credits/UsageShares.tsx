/** Where the credits went: by kind of work, and by model. */
import type { Usage } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { byGroup, formatShare, GROUPS } from "./usage-groups.ts";

type Share = { name: string; millionths: number; bar: string };

export function UsageShares({ usage }: { usage: Usage }) {
  const groups = byGroup(usage.operations);
  const kinds = GROUPS.map(({ id, label, bar }) => ({ name: label, millionths: groups[id], bar }));
  const models = usage.models.map(({ name, millionths }) => ({ name, millionths, bar: "bg-chart-other" }));
  const used = kinds.filter(({ millionths }) => millionths > 0);
  if (used.length === 0) return <p className="text-muted">Nothing yet. What you make shows up here.</p>;
  return (
    <div className="grid gap-6">
      <Shares title="By kind" shares={used.sort((one, other) => other.millionths - one.millionths)} />
      <Shares title="By model" shares={models.slice(0, 6)} />
    </div>
  );
}

function Shares({ title, shares }: { title: string; shares: Share[] }) {
  const most = Math.max(1, ...shares.map(({ millionths }) => millionths));
  return (
    <section className="grid gap-3" aria-label={title}>
      <h3 className="text-fact font-medium text-muted">{title}</h3>
      {shares.map(({ name, millionths, bar }) => (
        <div key={name} className="grid gap-1.5">
          <div className="flex justify-between gap-3 text-fact">
            <span className="truncate text-body">{name}</span>
            <span className="text-strong">{formatShare(millionths)}</span>
          </div>
          <svg
            aria-hidden="true"
            viewBox="0 0 100 2"
            preserveAspectRatio="none"
            className="h-1.5 w-full rounded-full bg-inset"
          >
            <rect
              width={(millionths / most) * 100}
              height="2"
              className={classNames("origin-left", FILLS[bar])}
            />
          </svg>
        </div>
      ))}
    </section>
  );
}

/** A bar is drawn, so it needs the fill of its colour. */
const FILLS: Record<string, string> = {
  ...Object.fromEntries(GROUPS.map(({ bar, fill }) => [bar, fill])),
  "bg-chart-other": "fill-chart-other",
};
