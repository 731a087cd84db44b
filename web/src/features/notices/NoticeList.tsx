/** What was told, the newest first. */
import { useQuery } from "@tanstack/react-query";
import { formatWhen } from "../../ui/format.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { noticesQuery } from "./notices.ts";

export function NoticeList() {
  const notices = useQuery(noticesQuery);
  if (notices.isError) return <ProblemNotice error={notices.error} onRetry={() => void notices.refetch()} />;
  if (!notices.data) return <div aria-hidden="true" className="min-h-12" />;
  const { items } = notices.data;
  if (items.length === 0) return <p className="text-muted">Nothing was told yet.</p>;
  return (
    <ul className="grid gap-3">
      {items.map((notice) => (
        <li key={notice.id} className="grid gap-0.5 text-fact">
          <p className="flex flex-wrap justify-between gap-x-3">
            <span className="font-medium text-strong">{notice.title}</span>
            <span className="text-muted">{formatWhen(notice.createdAt)}</span>
          </p>
          <p className="text-muted">{notice.detail}</p>
        </li>
      ))}
    </ul>
  );
}
