/** A word with a status or a kind. Status tags carry an icon too: never colour alone. */
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "plain" | "ok" | "warn" | "bad" | "info" | "accent";

const TONES: Record<Tone, string> = {
  plain: "bg-surface-2 text-body",
  ok: "bg-success-soft text-success",
  warn: "bg-warning-soft text-warning",
  bad: "bg-error-soft text-error-text",
  info: "bg-info-soft text-info",
  accent: "bg-primary-soft text-primary-soft-text",
};

type TagProps = { tone?: Tone; icon?: ReactNode; className?: string; children: ReactNode };

export function Tag({ tone = "plain", icon, className, children }: TagProps) {
  return (
    <span
      className={classNames(
        "inline-flex h-5.5 items-center gap-1.25 rounded-xs px-2 text-small font-medium whitespace-nowrap",
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
