/** One at a time, at the top of a page: icon, what, what to do. */
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

const TONES = {
  info: ["bg-info-soft", "text-info"],
  ok: ["bg-success-soft", "text-success"],
  warn: ["bg-warning-soft", "text-warning"],
  bad: ["bg-error-soft", "text-error-text"],
} as const;

type BannerProps = {
  tone?: keyof typeof TONES;
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits. */
  role?: "alert" | "status";
};

export function Banner({ tone = "info", icon, title, children, action, role = "status" }: BannerProps) {
  const [ground, ink] = TONES[tone];
  return (
    <div
      role={role}
      className={classNames(
        "flex items-start gap-3 rounded-xl px-4 py-3.5 inset-ring inset-ring-line-subtle",
        ground,
      )}
    >
      <span aria-hidden="true" className={classNames("mt-0.5", ink)}>
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium text-strong">{title}</p>
        {children && <div className="text-body">{children}</div>}
      </div>
      {action}
    </div>
  );
}
