/** The batch that is being put together: its draft, its price, and sending it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ApiProblem } from "../../api/problems.ts";
import type { Batch, BatchRequest } from "../../api/types.ts";
import {
  type BatchDraft,
  type BatchPlace,
  batchRequest,
  EMPTY_BATCH,
  readBatchDraft,
  writeBatchDraft,
} from "./batch-draft.ts";
import { createBatch, quoteBatch, readTable } from "./batches.ts";

/** Long enough not to price every letter of a pasted list. */
const DEBOUNCE_MS = 300;

export function useBatchDraft(key: string, place: BatchPlace, onSent: (batch: Batch) => void) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => readBatchDraft(key));
  const change = (next: Partial<BatchDraft>) => {
    const changed = { ...draft, ...next };
    setDraft(changed);
    writeBatchDraft(key, changed);
  };
  const request = useMemo(() => batchRequest(draft, place), [draft, place]);
  const settled = useSettled(request);
  const text = JSON.stringify(settled);
  const quote = useQuery({
    queryKey: ["batch-quote", text],
    queryFn: ({ signal }) => quoteBatch(settled as BatchRequest, signal),
    enabled: settled !== null,
    // It binds for ten minutes; a little before that it is asked for again.
    staleTime: 9 * 60_000,
    gcTime: 10 * 60_000,
    retry: false,
  });
  const moving = JSON.stringify(request) !== text;

  const send = useMutation({
    networkMode: "always",
    mutationFn: () => {
      // The same request goes with the same key, also after a reload, so that sending twice makes one batch.
      const pending = draft.pending?.text === text ? draft.pending : { text, key: `batch-${randomText()}` };
      change({ pending });
      return createBatch({ ...(settled as BatchRequest), quoteId: quote.data?.id }, pending.key);
    },
    onSuccess: (batch) => {
      change({ ...EMPTY_BATCH, mode: draft.mode });
      void queryClient.invalidateQueries({ queryKey: ["messages", batch.conversationId] });
      void queryClient.invalidateQueries({ queryKey: ["conversations"] });
      void queryClient.invalidateQueries({ queryKey: ["balance"] });
      onSent(batch);
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.code.startsWith("quote_")) void quote.refetch();
    },
  });

  const table = useMutation({
    mutationFn: async (file: Blob) => {
      const bytes = await file.arrayBuffer();
      return readTable(place.flowId, decode(bytes));
    },
    onSuccess: ({ rows, errors, errorCount }) =>
      change({
        rows: [...draft.rows, ...rows.map(({ inputData }) => inputData)],
        mistakes: errors,
        mistakeCount: errorCount,
      }),
  });

  return {
    draft,
    change,
    table,
    send,
    quote: moving || request === null ? undefined : quote.data,
    pricing: request !== null && (moving || quote.isFetching),
    error: send.error ?? table.error ?? (moving ? null : quote.error),
  };
}

/** Text that is not UTF-8 is said to be so, not guessed at: the server names what it cannot read. */
function decode(bytes: ArrayBuffer): string {
  return new TextDecoder("utf-8").decode(bytes);
}

function randomText(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** The request once it has stood still. */
function useSettled(request: BatchRequest | null): BatchRequest | null {
  const [settled, setSettled] = useState<BatchRequest | null>(null);
  const text = JSON.stringify(request);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as BatchRequest | null), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
