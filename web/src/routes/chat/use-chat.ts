/**
 * A conversation with a flow, as data: its turns, what is being sent, and where to go when the server has taken it.
 */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { wordsFor } from "../../api/problems.ts";
import type { Batch, Flow, Generation, User } from "../../api/types.ts";
import { conversationQuery, messagesQuery } from "../../features/conversation/conversations.ts";
import { groupTurns, lastMessageId, type Turn, turnsBefore } from "../../features/conversation/turns.ts";
import { draftKey, readDraft, writeDraft } from "../../features/generation/draft-store.ts";
import { optionsOf } from "../../features/generation/input-options.ts";
import { useRecover } from "../../features/generation/use-recover.ts";
import { type Sending, useSend, type Wanted } from "../../features/generation/use-send.ts";
import { toast } from "../../ui/toast.tsx";
import { useBranching } from "./use-branching.ts";

export type ChatFacts = {
  user: User;
  flow: Flow;
  conversationId: string | undefined;
  /** A message that the branch on screen leads through; the newest branch without it. */
  branch: string | undefined;
};

export function useChat({ user, flow, conversationId: addressed, branch }: ChatFacts) {
  const navigate = useNavigate();
  // Between the server's answer and the new address there is a moment in which only this knows where we are.
  const [sentTo, setSentTo] = useState<string | null>(null);
  const conversationId = addressed ?? sentTo ?? undefined;
  useEffect(() => {
    if (addressed !== undefined) setSentTo(null);
  }, [addressed]);

  const key = draftKey(user.id, flow.id, conversationId);
  const open = (generation: Pick<Generation, "conversationId">) => {
    // Whatever is said is at the end of the newest branch.
    if (generation.conversationId === conversationId && branch === undefined) return;
    setSentTo(generation.conversationId);
    void navigate({
      to: "/flow/$flowId/c/$conversationId",
      params: { flowId: flow.id, conversationId: generation.conversationId },
    });
  };
  const onSent = (generation: Generation, from: Wanted["from"]) => {
    if (conversationId === undefined && from === "composer") {
      // The choices go along; the next new conversation starts without this one's seed.
      const { options, fields } = readDraft(key);
      writeDraft(draftKey(user.id, flow.id, generation.conversationId), { options, fields });
      writeDraft(key, { options: { ...options, seed: null }, fields: undefined });
    }
    open(generation);
  };
  const send = useSend({ draftKey: key, through: branch, onSent });
  const notSent = useRecover(key, open);

  const messages = useInfiniteQuery({
    ...messagesQuery(conversationId ?? "", branch),
    enabled: conversationId !== undefined,
    // The branch that is left stays until the other is there.
    placeholderData: (before, query) => (query?.queryKey[1] === conversationId ? before : undefined),
  });
  const conversation = useQuery({
    ...conversationQuery(conversationId ?? ""),
    enabled: conversationId !== undefined,
  });
  const settled = useMemo(
    () => groupTurns(messages.data?.pages.flatMap((page) => page.items) ?? []),
    [messages.data],
  );
  const turns = withSending(settled, send.sending);
  const { place, ...branching } = useBranching({
    flowId: flow.id,
    draftKey: key,
    conversationId,
    branch,
    end: lastMessageId(settled),
    settling: messages.isPlaceholderData,
    missing: messages.error,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each error is said once
  useEffect(() => {
    if (!send.error || send.errorFrom !== "again") return;
    const { sentence, credits } = wordsFor(send.error);
    toast({ tone: "bad", title: "Not started", detail: credits ? `${sentence} ${credits}` : sentence });
  }, [send.error]);

  return {
    conversationId,
    conversation,
    messages,
    turns,
    send,
    notSent,
    openBatch: (batch: Batch) => {
      // Variations and comparisons are made of the composer's words, which are said now.
      if (batch.kind !== "prompts") writeDraft(key, { text: "" });
      open(batch);
    },
    draftKey: key,
    place,
    ...branching,
    takeWords: (generation: Generation) =>
      writeDraft(
        key,
        generation.inputData.fields
          ? { fields: generation.inputData.fields }
          : {
              text: generation.inputData.prompt,
              options: optionsOf(generation.inputData, "without-seed"),
            },
      ),
  };
}

/** The server's turns, and the one on its way after those it follows. */
function withSending(settled: Turn[], sending: Sending | null): Turn[] {
  if (!sending || settled.some((turn) => turn.key === sending.generationId)) return settled;
  return [
    ...turnsBefore(settled, sending.place),
    {
      key: sending.generationId,
      words: sending.words,
      answer: null,
      generation: null,
      questionId: null,
      answerId: null,
      forkId: null,
      branches: [],
      batch: null,
      createdAt: sending.startedAt,
    },
  ];
}
