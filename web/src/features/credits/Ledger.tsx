/** Where the credits went: the ledger's own lines, newest first, and the balance above them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Page, Transaction } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, formatCredits, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useBalance } from "./balance.ts";

const LINES = 10;

export function Ledger() {
  const { data: balance } = useBalance();
  const lines = useInfiniteQuery({
    // The balance is part of the key: a changed balance means that there is a new line.
    queryKey: ["transactions", balance?.available, balance?.held],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Transaction>>("/credits/transactions", {
        query: { limit: LINES, cursor: pageParam },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  if (lines.isError) return <ProblemNotice error={lines.error} onRetry={() => void lines.refetch()} />;
  const transactions = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid min-h-40 content-start gap-5">
      {balance && (
        <Leaders>
          <Leader label="Available" figure={formatCredits(balance.available)} />
          <Leader label="Held by running work" figure={formatCredits(balance.held)} />
        </Leaders>
      )}
      {transactions.length > 0 && (
        <div>
          <h3 className="mb-3 text-fact font-medium text-strong">Where they went</h3>
          <Leaders className="text-fact">
            {transactions.map((line) => (
              <Leader
                key={line.id}
                label={`${formatWhen(line.createdAt)}, ${line.reason}`}
                figure={changeOf(line)}
              />
            ))}
          </Leaders>
        </div>
      )}
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
    </div>
  );
}

/** "+50", "−2"; what a finished run took was set aside before, so that it is only confirmed. */
function changeOf(line: Transaction): string {
  if (line.kind === "capture") return `${formatCount(line.moved)} charged`;
  return line.amount > 0 ? `+${formatCount(line.amount)}` : formatCount(line.amount);
}
