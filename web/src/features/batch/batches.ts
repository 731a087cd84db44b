/** Batches: reading their items, and what can be done with them. */
import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Batch, BatchItem, BatchQuote, BatchRequest, BatchTable, Message } from "../../api/types.ts";
import { mapPages, type Pages } from "../../live/apply-event.ts";
import { laterOf } from "../../live/later-of.ts";

/** Items on a page: as many as the server gives at once. */
const PAGE = 100;

/** The items of a batch as of one of its versions, with how it stood then. */
export type BatchItems = { batch: Batch; items: BatchItem[] };
type Answer = { batch: Batch; items: BatchItem[]; nextCursor: string | null };

/**
 * All items. Asked again, only what changed since is fetched and put in its place, so that a batch of 500 that
 * is told of twice a second costs a few items each time.
 */
export function batchItemsQuery(id: string) {
  const queryKey = ["batch-items", id];
  return queryOptions({
    queryKey,
    queryFn: async ({ client, signal }): Promise<BatchItems> => {
      const known = client.getQueryData<BatchItems>(queryKey);
      const since = known?.batch.version ?? 0;
      let batch: Batch | undefined;
      const changed: BatchItem[] = [];
      for (let cursor: string | undefined; batch === undefined || cursor; ) {
        const page = await request<Answer>(`/batches/${id}`, {
          query: { since, limit: PAGE, cursor },
          signal,
        });
        // What changes while the pages are read is asked for again next time.
        batch ??= page.batch;
        changed.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      }
      return { batch, items: mergeItems(known?.items ?? [], changed) };
    },
  });
}

/** Puts changed items in their places; the others stay the same objects, so that their cells are not drawn again. */
export function mergeItems(known: BatchItem[], changed: BatchItem[]): BatchItem[] {
  if (changed.length === 0) return known;
  const byIndex = new Map(known.map((item) => [item.index, item]));
  for (const item of changed) {
    byIndex.set(item.index, laterOf(byIndex.get(item.index), item));
  }
  return [...byIndex.values()].sort((one, other) => one.index - other.index);
}

export function quoteBatch(body: BatchRequest, signal?: AbortSignal): Promise<BatchQuote> {
  return request<BatchQuote>("/batches/quote", { method: "POST", body, signal });
}

export function createBatch(body: BatchRequest, idempotencyKey: string): Promise<Batch> {
  return request<Batch>("/batches", { method: "POST", body, idempotencyKey });
}

export function readTable(flowId: string, csv: string): Promise<BatchTable> {
  return request<BatchTable>("/batches/table", { method: "POST", body: { flowId, csv } });
}

export function zipAddress(id: string): string {
  return `/api/batches/${id}/zip`;
}

/** Puts a batch that a request answered into the conversation that shows it. */
export function keepBatch(queryClient: QueryClient, next: Batch): void {
  queryClient.setQueryData<Pages<Message>>(
    ["messages", next.conversationId],
    (data) =>
      data &&
      mapPages(data, (message) =>
        message.batch?.id === next.id && laterOf(message.batch, next) === next
          ? { ...message, batch: next }
          : message,
      ),
  );
  void queryClient.invalidateQueries({ queryKey: ["batch-items", next.id] });
  void queryClient.invalidateQueries({ queryKey: ["balance"] });
}

export function useCancelBatch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<Batch>(`/batches/${id}/cancel`, { method: "POST", body: {} }),
    onSuccess: (batch) => keepBatch(queryClient, batch),
  });
}

/** `credits` is the price that was shown; the server refuses another one. */
export function useRetryBatch() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, credits }: { id: string; credits: number }) =>
      request<Batch>(`/batches/${id}/retry`, { method: "POST", body: { credits } }),
    onSuccess: (batch) => keepBatch(queryClient, batch),
  });
}
