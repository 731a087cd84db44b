/** Payments that banks take issue with, for administrators: what is asked for, until when, and what it did to credits. */
import { useQuery } from "@tanstack/react-query";
import type { Dispute } from "../../api/billing-types.ts";
import { request } from "../../api/client.ts";
import type { Page } from "../../api/types.ts";
import { formatCount, formatWhen } from "../../ui/format.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Tag } from "../../ui/tag.tsx";

const STATES = {
  inquiry: { label: "The bank asks", tone: "plain" },
  open: { label: "Waits for evidence", tone: "warn" },
  won: { label: "Won", tone: "ok" },
  lost: { label: "Lost", tone: "plain" },
  closed: { label: "Closed", tone: "ok" },
} as const;
const GATEWAYS: Record<string, string> = { razorpay: "Razorpay", stripe: "Stripe" };

export function DisputeList() {
  const disputes = useQuery({
    queryKey: ["admin", "disputes"],
    queryFn: ({ signal }) => request<Page<Dispute>>("/admin/disputes", { query: { limit: 50 }, signal }),
  });
  if (disputes.isError)
    return <ProblemNotice error={disputes.error} onRetry={() => void disputes.refetch()} />;
  if (!disputes.data) return <div aria-hidden="true" className="min-h-12" />;
  const { items } = disputes.data;
  if (items.length === 0) return <p className="text-muted">No bank takes issue with a payment.</p>;
  return (
    <ul className="grid">
      {items.map((one) => (
        <Line key={one.id} dispute={one} />
      ))}
    </ul>
  );
}

function Line({ dispute }: { dispute: Dispute }) {
  const { label, tone } = STATES[dispute.status];
  return (
    <li className="grid gap-1 border-t border-line py-3 first:border-t-0 first:pt-0">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="font-medium text-strong tabular-nums">{dispute.amount.text}</b>
        <Tag tone={tone}>{label}</Tag>
        <span className="text-small text-muted">
          {GATEWAYS[dispute.gateway] ?? dispute.gateway}, {formatWhen(dispute.createdAt)}
        </span>
      </p>
      <p className="text-fact">{happened(dispute)}</p>
      <p className="break-all text-small text-muted">
        {dispute.gatewayDisputeId} · {dispute.paymentId}
        {dispute.reason ? ` · ${dispute.reason.replaceAll("_", " ")}` : ""}
      </p>
    </li>
  );
}

const credits = (count: number) => (count === 1 ? "1 credit" : `${formatCount(count)} credits`);

const owed = (count: number) => (count === 0 ? "" : `; ${credits(count)} that were used are owed`);

/** What it means for money and credits now. */
function happened(dispute: Dispute): string {
  const until = dispute.respondBy ? ` Evidence is taken until ${formatWhen(dispute.respondBy)}.` : "";
  switch (dispute.status) {
    case "inquiry":
      return `No money moves yet.${until}`;
    case "open":
      return `${credits(dispute.frozen)} of the payment are set aside.${until}`;
    case "lost":
      return dispute.taken.minor === 0
        ? "The payment had gone back before: it may have gone twice."
        : `${dispute.taken.text} went, with ${credits(dispute.creditsTaken)}${owed(dispute.creditsOwed)}.`;
    default:
      return "The money stays, and so do the credits.";
  }
}
