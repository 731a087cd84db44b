/**
 * Sending: the words appear at once, the request carries a key that survives reloads, and every refusal is told apart.
 *
 * The words stay in the draft until the server has taken them. They leave it with the 202, or never.
 */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem } from "../../api/problems.ts";
import type { AspectRatio, Balance, Generation, Quote, RunInput } from "../../api/types.ts";
import { quoteQuery } from "./create-quote.ts";
import { type PendingSend, readDraft, requestFor, writeDraft } from "./draft-store.ts";
import { seedConversation } from "./keep-generation.ts";
import { triggerWorkflow, wasUnanswered } from "./trigger-workflow.ts";

export type Wanted = {
  input: RunInput;
  /** What to show as the message. */
  words: string;
  /** The shape of what comes, where it is chosen. */
  aspectRatio?: AspectRatio;
  quote: Quote;
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
  flowId: string;
  conversationId: string | undefined;
  onSent: (generation: Generation, from: Wanted["from"]) => void;
};

export function useSend({ draftKey, flowId, conversationId, onSent }: UseSend): SendState {
  const queryClient = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const unansweredAgain = useRef<PendingSend | null>(null);

  const mutation = useMutation({
    // Offline it fails at once and says so; it must not wait and send itself later, unseen.
    networkMode: "always",
    mutationFn: ({ pending }: { pending: PendingSend; wanted: Wanted }) => triggerWorkflow(pending),
    onSuccess: (generation, { wanted }) => {
      if (wanted.from === "composer") writeDraft(draftKey, { text: "", pending: null });
      else unansweredAgain.current = null;
      seedConversation(queryClient, generation);
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
    const { queryKey } = quoteQuery({ flowId, conversationId }, wanted.input);
    if (error.code === "quote_expired" && error.body.quote)
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
      flowId,
      inputData: wanted.input,
      conversationId,
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
