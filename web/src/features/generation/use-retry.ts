/** Making once more what failed of a run: its price first, then the run, with a key of its own until it is answered. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Generation, Quote } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";
import { seedConversation } from "./keep-generation.ts";
import { wasUnanswered } from "./trigger-workflow.ts";
import { mintTypeId } from "./typeid.ts";

export type Retry = {
  /** `null` until it is asked for and there. */
  quote: Quote | null;
  busy: boolean;
  /** Runs it at the price that is shown; without one, asks for the price. */
  run: () => void;
};

type UseRetry = {
  generation: Generation;
  /** Ask for the price at once, before anybody presses anything. */
  priced: boolean;
};

/** A price is asked for anew a while before the server forgets it. */
const PRICE_LASTS_MS = 9 * 60_000;

export function useRetry({ generation, priced }: UseRetry): Retry {
  const queryClient = useQueryClient();
  const [wanted, setWanted] = useState(false);
  const unanswered = useRef<{ key: string; generationId: string } | null>(null);
  const path = `/generations/${generation.id}/retry`;
  const price = useQuery({
    queryKey: ["quote", generation.conversationId, "retry", generation.id],
    queryFn: ({ signal }) => request<Quote>(`${path}/quote`, { method: "POST", signal }),
    enabled: (priced || wanted) && isRetryable(generation),
    staleTime: PRICE_LASTS_MS,
    refetchInterval: PRICE_LASTS_MS,
    retry: false,
  });
  const say = (error: unknown) => {
    const { sentence, credits } = wordsFor(error);
    toast({ tone: "bad", title: "Not started", detail: credits ? `${sentence} ${credits}` : sentence });
  };
  const start = useMutation({
    networkMode: "always",
    mutationFn: (quote: Quote) => {
      unanswered.current ??= { key: mintTypeId("key"), generationId: mintTypeId("gen") };
      const { key, generationId } = unanswered.current;
      const body = { generationId, quoteId: quote.id };
      return request<Generation>(path, { method: "POST", body, idempotencyKey: key });
    },
    onSuccess: (run) => {
      unanswered.current = null;
      seedConversation(queryClient, run);
    },
    onError: (error) => {
      if (!wasUnanswered(error)) unanswered.current = null;
      void price.refetch();
      say(error);
    },
  });
  const quote = price.data ?? null;
  return {
    quote,
    busy: start.isPending || (wanted && price.isFetching),
    run: () => {
      if (quote) start.mutate(quote);
      else if (!wanted) setWanted(true);
      else void price.refetch().then(({ error }) => error && say(error));
    },
  };
}

/** Whether something of a run that has ended is missing, and was not stopped by a person. */
export function isRetryable({ status, error }: Generation): boolean {
  return status === "failed" || (status === "completed" && error !== null);
}
