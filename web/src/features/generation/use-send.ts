/**
 * Sending: the words appear at once, the request carries a key that survives reloads, and every refusal is told apart.
 *
 * The words stay in the draft until the server has taken them. They leave it with the 202, or never.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem } from "../../api/problems.ts";
import type { AspectRatio, Balance, Generation, Quote, RunInput } from "../../api/types.ts";
import { type QuotePlace, quoteQuery } from "./create-quote.ts";
import { type PendingSend, readDraft, requestFor, withoutFork, writeDraft } from "./draft-store.ts";
import { seedConversation } from "./keep-generation.ts";
import { triggerWorkflow, wasUnanswered } from "./trigger-workflow.ts";

export type Wanted = {
  input: RunInput;
  /** What to show as the message. */
  words: string;
  /** The shape of what comes, where it is chosen. */
  aspectRatio?: AspectRatio;
  quote: Quote;
  /** Where it is said. */
  place: QuotePlace;
  /** From the composer the words are in the draft; "again" repeats an earlier run and leaves the draft alone. */
  from: "composer" | "again";
};

/** What is on its way: enough to draw the message and the run before the server has answered. */
export type Sending = {
  generationId: string;
  input: RunInput;
  words: string;
  aspectRatio: AspectRatio | undefined;
  credits: number;
  /** Where it is said: what is newer there leaves the screen. */
  place: QuotePlace;
  startedAt: number;
};

export type SendState = {
  send: (wanted: Wanted) => void;
  sending: Sending | null;
  error: unknown;
  /** Which button the error belongs to. */
  errorFrom: Wanted["from"] | null;
  /** The price the last request carried. */
  sentCredits: number | null;
  dismissError: () => void;
};

type UseSend = {
  draftKey: string;
  /** The branch on screen; the newest when absent. */
  through?: string;
  onSent: (generation: Generation, from: Wanted["from"]) => void;
};

export function useSend({ draftKey, through, onSent }: UseSend): SendState {
  const queryClient = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const unansweredAgain = useRef<PendingSend | null>(null);

  const mutation = useMutation({
    // Offline it fails at once and says so; it must not wait and send itself later, unseen.
    networkMode: "always",
    mutationFn: ({ pending }: { pending: PendingSend; wanted: Wanted }) => triggerWorkflow(pending),
    onSuccess: (generation, { wanted }) => {
      if (wanted.from === "composer")
        writeDraft(draftKey, { ...withoutFork(readDraft(draftKey)), pending: null });
      else unansweredAgain.current = null;
      const { editedMessageId, parentMessageId } = wanted.place;
      const forks = through !== undefined || editedMessageId !== undefined || parentMessageId !== undefined;
      seedConversation(
        queryClient,
        generation,
        forks ? { through, editedMessageId, parentMessageId } : undefined,
      );
      onSent(generation, wanted.from);
      setSending(null);
    },
    onError: (error, { wanted }) => {
      setSending(null);
      if (!wasUnanswered(error)) {
        if (wanted.from === "composer") writeDraft(draftKey, { pending: null });
        else unansweredAgain.current = null;
      }
      takeFreshPrice(error, wanted);
    },
  });

  /** A refusal over the price brings the new one, or asks for it. */
  const takeFreshPrice = (error: unknown, wanted: Wanted) => {
    if (!(error instanceof ApiProblem)) return;
    const { queryKey } = quoteQuery(wanted.place, wanted.input);
    if ((error.code === "quote_expired" || error.code === "cached_result_gone") && error.body.quote)
      queryClient.setQueryData(queryKey, error.body.quote);
    else if (error.code === "quote_expired" || error.code === "quote_mismatch")
      void queryClient.invalidateQueries({ queryKey });
    else if (error.code === "insufficient_credits") takeFreshBalance(error.body.available);
  };

  /** What the refusal says is left stands at once, in the header as well; what is held, the server is asked for. */
  const takeFreshBalance = (available: number | undefined) => {
    if (available !== undefined)
      queryClient.setQueryData<Balance>(["balance"], (balance) => balance && { ...balance, available });
    void queryClient.invalidateQueries({ queryKey: ["balance"] });
  };

  const send = (wanted: Wanted) => {
    if (mutation.isPending) return;
    const before = wanted.from === "composer" ? readDraft(draftKey).pending : unansweredAgain.current;
    const pending = requestFor(before, {
      ...wanted.place,
      inputData: wanted.input,
      quoteId: wanted.quote.id,
    });
    if (wanted.from === "composer") writeDraft(draftKey, { pending });
    else unansweredAgain.current = pending;
    setSending({
      generationId: pending.body.generationId,
      input: wanted.input,
      words: wanted.words,
      aspectRatio: wanted.aspectRatio,
      credits: wanted.quote.credits,
      place: wanted.place,
      startedAt: Date.now(),
    });
    mutation.mutate({ pending, wanted });
  };

  return {
    send,
    sending,
    error: mutation.error,
    errorFrom: mutation.error ? (mutation.variables?.wanted.from ?? null) : null,
    sentCredits: mutation.variables?.wanted.quote.credits ?? null,
    dismissError: mutation.reset,
  };
}
