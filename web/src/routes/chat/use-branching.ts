/** Where the next words of a conversation go, and how to go to other branches and begin new ones. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiProblem } from "../../api/problems.ts";
import type { Asset, Generation } from "../../api/types.ts";
import type { Turn } from "../../features/conversation/turns.ts";
import type { QuotePlace } from "../../features/generation/create-quote.ts";
import { type Fork, readDraft, writeDraft } from "../../features/generation/draft-store.ts";
import { optionsOf } from "../../features/generation/input-options.ts";
import { useDraft } from "../../features/generation/use-draft.ts";

type BranchingFacts = {
  flowId: string;
  draftKey: string;
  conversationId: string | undefined;
  branch: string | undefined;
  /** The last message on screen, once the server has named it. */
  end: string | null;
  /** The messages on screen are still those of the branch that was left. */
  settling: boolean;
  /** Why the messages did not come. */
  missing: unknown;
};

export function useBranching(facts: BranchingFacts) {
  const { flowId, draftKey, conversationId, branch, end, settling, missing } = facts;
  const navigate = useNavigate();
  const [{ fork }] = useDraft(draftKey);
  const show = (next: string | undefined) =>
    conversationId &&
    void navigate({
      to: "/flow/$flowId/c/$conversationId",
      params: { flowId, conversationId },
      search: next === undefined ? {} : { branch: next },
      replace: true,
    });

  // An address that names a branch of something else shows the newest.
  const gone = branch !== undefined && missing instanceof ApiProblem && missing.status === 404;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for an address
  useEffect(() => {
    if (gone) show(undefined);
  }, [gone]);

  const here = { flowId, conversationId };
  const tip: QuotePlace | null =
    branch === undefined ? here : settling || end === null ? null : { ...here, parentMessageId: end };
  const begin = (
    next: Omit<Fork, "before">,
    draft: { text: string } & Partial<ReturnType<typeof readDraft>>,
  ) => {
    const now = readDraft(draftKey);
    const { text, options, attachments } = now;
    const before = now.fork?.before ?? { text, options, attachments };
    writeDraft(draftKey, { ...draft, fork: { ...next, before } });
  };
  return {
    /** Where the words in the composer go. */
    place: fork ? forkPlace(here, fork) : tip,
    /** The end of the branch on screen. */
    tip,
    switchTo: (messageId: string) => show(messageId),
    edit: ({ questionId, words, generation }: Turn) => {
      if (!questionId || !generation) return;
      const { inputData } = generation;
      const filled = inputData.fields
        ? { text: "", fields: inputData.fields }
        : {
            text: words ?? "",
            options: optionsOf(inputData, "without-seed"),
            attachments: attachedTo(generation),
          };
      begin({ kind: "edit", messageId: questionId, words: words ?? "" }, filled);
    },
    branchFrom: ({ answerId, words }: Turn) => {
      if (answerId)
        begin({ kind: "after", messageId: answerId, words: words ?? "" }, { text: "", attachments: [] });
    },
  };
}

function forkPlace(here: QuotePlace, { kind, messageId }: Fork): QuotePlace {
  return kind === "edit" ? { ...here, editedMessageId: messageId } : { ...here, parentMessageId: messageId };
}

/** The files that came with the words of a run. */
function attachedTo({ retryOf, inputAssets }: Generation): Asset[] {
  return retryOf ? [] : (inputAssets ?? []);
}
