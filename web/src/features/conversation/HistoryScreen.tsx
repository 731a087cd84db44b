/** Every conversation, newest activity first, by day; searched as one types. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { Conversation } from "../../api/types.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { conversationsQuery } from "./conversations.ts";
import { useDeleteConversation } from "./delete-conversation.ts";
import { groupByDay } from "./group-by-day.ts";
import { HistoryEmpty } from "./HistoryEmpty.tsx";
import { HistoryRow } from "./HistoryRow.tsx";
import { HistorySearch } from "./HistorySearch.tsx";
import { useRenameConversation } from "./rename-conversation.ts";
import { useReached } from "./use-reached.ts";

type HistoryScreenProps = {
  /** Kept in the address. */
  query: string;
  onQuery: (query: string) => void;
  createFlowId: string;
};

export function HistoryScreen({ query, onQuery, createFlowId }: HistoryScreenProps) {
  const list = useInfiniteQuery({ ...conversationsQuery(query), placeholderData: keepPreviousData });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="mx-auto grid max-w-206 grid-cols-[minmax(0,1fr)] content-start gap-6 px-8 pt-8 pb-16 max-lg:px-6 max-sm:gap-4 max-sm:px-4 max-sm:pt-2 max-sm:pb-6">
      <div className="grid gap-4">
        <h1 className="type-section max-sm:sr-only">History</h1>
        <HistorySearch query={query} onQuery={onQuery} />
      </div>
      {list.isPending ? (
        <ListSkeleton />
      ) : list.isError && items.length === 0 ? (
        <ProblemNotice
          error={list.error}
          title="Your conversations did not load"
          onRetry={() => void list.refetch()}
        />
      ) : items.length === 0 ? (
        <HistoryEmpty query={query} createFlowId={createFlowId} onClear={() => onQuery("")} />
      ) : (
        <Days
          items={items}
          hasMore={list.hasNextPage}
          loadingMore={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </div>
  );
}

type DaysProps = {
  items: Conversation[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
};

function Days({ items, hasMore, loadingMore, onMore }: DaysProps) {
  const rename = useRenameConversation();
  const remove = useDeleteConversation();
  const end = useRef<HTMLDivElement>(null);
  useReached(end, hasMore && !loadingMore, onMore);
  const now = Date.now();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {groupByDay(items, (item) => item.updatedAt, now).map(({ day, items: ofDay }) => (
        <section key={day} aria-label={day} className="grid grid-cols-[minmax(0,1fr)] gap-1">
          <h2 className="font-medium text-strong">{day}</h2>
          <ul>
            {ofDay.map((conversation) => (
              <HistoryRow
                key={conversation.id}
                conversation={conversation}
                onRename={(title) => rename.mutate({ conversation, title })}
                onDelete={() => remove.mutate(conversation)}
              />
            ))}
          </ul>
        </section>
      ))}
      {loadingMore && <ListSkeleton />}
      <div ref={end} aria-hidden="true" />
    </div>
  );
}

function ListSkeleton() {
  return (
    <div role="status" className="grid gap-1">
      <span className="sr-only">Loading conversations</span>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} className="flex items-center gap-3.5 py-2">
          <Skeleton className="size-14 rounded-sm" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-4 w-3/5" />
            <Skeleton className="h-3 w-1/4" />
          </div>
        </div>
      ))}
    </div>
  );
}
