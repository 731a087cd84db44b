/** The lines of the statement, each explained down to its run and steps. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { StatementLine } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatDecimal, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { Tag, type Tone } from "../../ui/tag.tsx";
import type { StatementKind } from "./statement.ts";

export const KINDS: Record<StatementKind, { label: string; tone: Tone }> = {
  grant: { label: "Gift", tone: "ok" },
  purchase: { label: "Bought", tone: "accent" },
  bonus: { label: "Bonus", tone: "ok" },
  adjustment: { label: "Correction", tone: "info" },
  hold: { label: "On hold", tone: "plain" },
  capture: { label: "Charged", tone: "plain" },
  release: { label: "Returned", tone: "ok" },
  refund: { label: "Paid back", tone: "warn" },
  expiry: { label: "Expired", tone: "warn" },
};

export function StatementTable({ lines }: { lines: StatementLine[] }) {
  return (
    <table className="w-full table-fixed text-left text-fact [&_td]:py-3 [&_th]:py-2 [&_th]:font-medium">
      <thead className="text-muted">
        <tr className="border-b border-line-subtle">
          <th scope="col" className="w-20 max-sm:w-14">
            When
          </th>
          <th scope="col">What</th>
          <th scope="col" className="w-28 max-sm:hidden">
            Type
          </th>
          <th scope="col" className="w-20 text-right">
            Credits
          </th>
          <th scope="col" className="w-20 text-right max-sm:hidden">
            Balance
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line }: { line: StatementLine }) {
  const [open, setOpen] = useState(false);
  const { label, tone } = KINDS[line.kind];
  return (
    <>
      <tr className="border-b border-line-subtle align-top">
        <td className="text-muted">{formatWhen(line.createdAt)}</td>
        <td className="pr-3">
          <span className="block truncate text-strong">{line.run?.prompt || line.reason}</span>
          <span className="block text-small text-muted">
            <span className="sm:hidden">{label}. </span>
            {line.run
              ? `Quoted ${formatCount(line.run.quoted)}, charged ${formatCount(line.run.charged)}`
              : line.run === null && line.batchId
                ? "A batch"
                : ""}
          </span>
          {line.run && (
            <Button
              kind="ghost"
              size="sm"
              className="-ml-2.5"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? "Less" : "How it adds up"}
            </Button>
          )}
        </td>
        <td className="max-sm:hidden">
          <Tag tone={tone}>{label}</Tag>
        </td>
        <td className="text-right text-strong">{changeOf(line)}</td>
        <td className="text-right text-muted max-sm:hidden">{formatCount(line.balanceAfter)}</td>
      </tr>
      {open && line.run && (
        <tr className="border-b border-line-subtle">
          <td colSpan={5}>
            <Explained run={line.run} />
          </td>
        </tr>
      )}
    </>
  );
}

function Explained({ run }: { run: NonNullable<StatementLine["run"]> }) {
  return (
    <div className="grid gap-4 rounded-xl bg-inset p-4 sm:grid-cols-2">
      <Leaders>
        {run.factors.map((factor) => (
          <Leader
            key={`${factor.code} ${factor.label}`}
            label={factor.label}
            figure={formatDecimal(factor.amount)}
          />
        ))}
        <Leader total label="Quoted" figure={formatCount(run.quoted)} />
        <Leader label="Charged" figure={formatCount(run.charged)} />
      </Leaders>
      <div className="grid content-start gap-2">
        {run.steps.map((step) => (
          <p key={`${step.operation} ${step.model} ${step.price}`} className="text-muted">
            <span className="text-body">{step.operation.replaceAll("_", " ")}</span> with {step.model}:{" "}
            {formatDecimal(step.price)}
            {step.delivered ? "" : ", not delivered and not charged"}
          </p>
        ))}
        <Link
          to="/flow/$flowId/c/$conversationId"
          params={{ flowId: run.flowId, conversationId: run.conversationId }}
          className="text-primary-text underline underline-offset-4"
        >
          Open the conversation
        </Link>
      </div>
    </div>
  );
}

/** "+50", "−2"; what a finished run took was set aside before, so that it is only confirmed. */
function changeOf(line: StatementLine): string {
  if (line.kind === "capture") return "0";
  return line.amount > 0 ? `+${formatCount(line.amount)}` : formatCount(line.amount);
}
