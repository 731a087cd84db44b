/** Transactions: the statement with its filters, and as a table to download. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { SelectMenu } from "../../ui/select-menu.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useBalance } from "./balance.ts";
import { KINDS, StatementTable } from "./StatementTable.tsx";
import { fetchStatement, type StatementFilter, type StatementKind, statementTable } from "./statement.ts";

const KIND_OPTIONS: { value: StatementFilter["kind"]; label: string }[] = [
  { value: "all", label: "All types" },
  ...(Object.keys(KINDS) as StatementKind[]).map((kind) => ({ value: kind, label: KINDS[kind].label })),
];
const DAY_OPTIONS: { value: StatementFilter["days"]; label: string }[] = [
  { value: "all", label: "All time" },
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
  { value: "365", label: "Last year" },
];

export function Statement() {
  const { data: balance } = useBalance();
  const [filter, setFilter] = useState<StatementFilter>({ kind: "all", days: "all" });
  const lines = useInfiniteQuery({
    // The balance is part of the key: a changed balance means that there is a new line.
    queryKey: ["statement", filter, balance?.available, balance?.held],
    queryFn: ({ pageParam, signal }) => fetchStatement(filter, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  const shown = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="transactions" className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="transactions" className="mr-auto text-lg font-medium text-strong">
          Transactions
        </h2>
        <Pick
          label="Type"
          value={filter.kind}
          options={KIND_OPTIONS}
          onChange={(kind) => setFilter({ ...filter, kind })}
        />
        <Pick
          label="Time"
          value={filter.days}
          options={DAY_OPTIONS}
          onChange={(days) => setFilter({ ...filter, days })}
        />
        <a
          href={statementTable(filter, Date.now())}
          download="statement.csv"
          className="inline-flex h-8 items-center gap-1.5 rounded-lg px-3 text-fact font-medium text-strong hover:bg-surface-2 max-sm:h-11"
        >
          <Download aria-hidden="true" size={16} />
          CSV
        </a>
      </div>
      {lines.isError && <ProblemNotice error={lines.error} onRetry={() => void lines.refetch()} />}
      {lines.isPending && <Skeleton className="h-40 rounded-xl" />}
      {lines.data &&
        (shown.length > 0 ? (
          <StatementTable lines={shown} />
        ) : (
          <p className="text-muted">There are no such transactions.</p>
        ))}
      {lines.hasNextPage && (
        <Button
          size="sm"
          className="justify-self-start"
          busy={lines.isFetchingNextPage}
          onClick={() => void lines.fetchNextPage()}
        >
          Show earlier lines
        </Button>
      )}
    </section>
  );
}

type PickProps<Value extends string> = {
  label: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

function Pick<Value extends string>({ label, value, options, onChange }: PickProps<Value>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <SelectMenu
      label={label}
      value={value}
      options={options}
      onChange={onChange}
      side="bottom"
      align="end"
      trigger={
        <Button size="sm" aria-label={`${label}: ${chosen?.label}`}>
          {chosen?.label}
          <ChevronDown aria-hidden="true" size={14} />
        </Button>
      }
    />
  );
}
