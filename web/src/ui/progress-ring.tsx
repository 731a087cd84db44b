/** A ring that fills with progress. Decorative unless it is given a label. */
import { classNames } from "./class-names.ts";

type ProgressRingProps = {
  /** 0 to 100. */ value: number;
  size?: number;
  label?: string;
  className?: string;
};

export function ProgressRing({ value, size = 16, label, className }: ProgressRingProps) {
  const stroke = Math.max(2, size / 8);
  const radius = (size - stroke) / 2;
  const around = 2 * Math.PI * radius;
  const centre = size / 2;
  const role = label
    ? { role: "progressbar", "aria-label": label, "aria-valuenow": Math.round(value) }
    : { "aria-hidden": true };
  return (
    <span {...role} className={classNames("inline-block shrink-0", className)}>
      <svg
        width={size}
        height={size}
        viewBox={`0 0 ${size} ${size}`}
        aria-hidden="true"
        className="-rotate-90"
      >
        <circle
          cx={centre}
          cy={centre}
          r={radius}
          fill="none"
          strokeWidth={stroke}
          className="stroke-surface-2"
        />
        <circle
          cx={centre}
          cy={centre}
          r={radius}
          fill="none"
          strokeWidth={stroke}
          strokeDasharray={around}
          strokeDashoffset={around * (1 - Math.min(100, Math.max(0, value)) / 100)}
          className="stroke-info transition-[stroke-dashoffset] duration-300 ease-linear"
        />
      </svg>
    </span>
  );
}
