/** Invoices and credit notes, each as a PDF. */
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { formatDay } from "../../ui/format-day.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { invoicesQuery } from "./billing.ts";

export function InvoiceList() {
  const invoices = useQuery(invoicesQuery);
  if (invoices.isError) {
    return <ProblemNotice error={invoices.error} onRetry={() => void invoices.refetch()} />;
  }
  if (invoices.isPending) return <div aria-hidden="true" className="min-h-24" />;
  const { items } = invoices.data;
  if (items.length === 0)
    return <p className="text-muted">Nothing was bought yet. Every payment gets its invoice here.</p>;
  return (
    <ul className="grid">
      {items.map((invoice) => (
        <li
          key={invoice.id}
          className="grid grid-cols-[1fr_auto_auto] items-center gap-x-4 border-t border-line py-2.5 first:border-t-0"
        >
          <div>
            <p className="text-body">{invoice.description}</p>
            <p className="text-small text-muted">
              {invoice.kind === "credit_note" ? "Credit note" : "Invoice"} {invoice.number},{" "}
              {formatDay(invoice.issuedAt)}
            </p>
          </div>
          <p className="text-strong tabular-nums">
            {invoice.kind === "credit_note" ? "−" : ""}
            {invoice.totalText}
          </p>
          <a
            href={invoice.url}
            download
            aria-label={`Download ${invoice.number}`}
            className="inline-grid size-9 place-items-center rounded-lg text-muted hover:bg-surface-2 hover:text-strong max-sm:size-11"
          >
            <Download aria-hidden="true" size={18} strokeWidth={1.75} />
          </a>
        </li>
      ))}
    </ul>
  );
}
