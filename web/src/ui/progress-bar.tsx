/**
 * A bar whose parts are as wide as the steps are long. One part is a plain bar.
 * Moves linearly between events; what it means is said in words.
 */
import { classNames } from "./class-names.ts";

export type ProgressPart = {
  /** How long this step takes against the others. */
  weight: number;
  /** 0 to 100. */
  value: number;
  status: "done" | "running" | "waiting" | "failed";
};

type ProgressBarProps = {
  parts: ProgressPart[];
  /** Of the whole, 0 to 100. */
  value: number;
  /** In words: "54 percent, animating the fox". */
  valueText: string;
  label: string;
};

const FILL = { done: "bg-success", running: "bg-info", waiting: "bg-info", failed: "bg-error" };

export function ProgressBar({ parts, value, valueText, label }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value)}
      aria-valuetext={valueText}
      className="grid gap-1"
      style={{ gridTemplateColumns: parts.map((part) => `${Math.max(part.weight, 0.1)}fr`).join(" ") }}
    >
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts are positions and never move
        <span key={index} className="h-1 overflow-hidden rounded-full bg-surface-2">
          <span
            className={classNames(
              "block h-full origin-left rounded-full transition-transform duration-300 ease-linear",
              FILL[part.status],
            )}
            style={{ transform: `scaleX(${part.value / 100})` }}
          />
        </span>
      ))}
    </div>
  );
}
