/**
 * The receipt leader: label, dotted line, figure. Carries every amount in the product.
 * `Leaders` is the list, `Leader` one line of it, `total` the line under the rule.
 */
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export function Leaders({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={classNames("flex flex-col gap-2", className)}>{children}</dl>;
}

type LeaderProps = { label: ReactNode; figure: ReactNode; total?: boolean; className?: string };

export function Leader({ label, figure, total, className }: LeaderProps) {
  return (
    <div
      className={classNames(
        "flex items-baseline gap-2 leading-5",
        total && "mt-1 border-t border-line pt-3 font-medium",
        className,
      )}
    >
      <dt className={total ? "text-strong" : "text-muted"}>{label}</dt>
      <span
        aria-hidden="true"
        className="min-w-4 flex-1 -translate-y-1 border-b border-dotted border-line-control opacity-55"
      />
      <dd className="text-right text-strong">{figure}</dd>
    </div>
  );
}
