/** The line under every run: what it cost, and what else is worth knowing. */
import { Check, History, Lock, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Generation } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { receiptOf } from "./receipt.ts";

const ICONS = { held: Lock, charged: Check, returned: Undo2, cached: History };

export function ReceiptLine({
  generation,
  className,
  children,
}: {
  generation: Generation;
  className?: string;
  children?: ReactNode;
}) {
  const { icon, title, facts } = receiptOf(generation);
  const Icon = ICONS[icon];
  return (
    <div
      className={classNames("flex flex-wrap items-center gap-x-3.5 gap-y-1 text-fact text-muted", className)}
    >
      <span className={classNames("inline-flex items-center gap-1.5", icon !== "held" && "text-success")}>
        <Icon aria-hidden="true" size={14} />
        <b className="font-medium text-strong">{title}</b>
      </span>
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
      {children}
    </div>
  );
}
