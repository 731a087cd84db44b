/**
 * After a reload in the middle of sending: was the run started or not?
 *
 * The draft remembers the id the run would have. If the server knows it, the words are taken off the composer and the conversation opens; if not, the composer
 * says that they were not sent, and sending them again uses the same key.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Generation } from "../../api/types.ts";
import { readDraft, withoutFork, writeDraft } from "./draft-store.ts";
import { seedConversation } from "./keep-generation.ts";
import { findStarted } from "./trigger-workflow.ts";

/** Whether the composer holds words whose sending was cut off and did not arrive. */
export function useRecover(draftKey: string, onFound: (generation: Generation) => void): boolean {
  const queryClient = useQueryClient();
  const [notSentKey, setNotSentKey] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks once for each draft that is opened, not on every render
  useEffect(() => {
    const { pending } = readDraft(draftKey);
    if (!pending) return;
    const leaving = new AbortController();
    findStarted(pending.body.generationId, leaving.signal)
      .then((generation) => {
        if (leaving.signal.aborted) return;
        if (!generation) {
          setNotSentKey(draftKey);
          return;
        }
        writeDraft(draftKey, { ...withoutFork(readDraft(draftKey)), pending: null });
        seedConversation(queryClient, generation);
        onFound(generation);
      })
      // Still no answer: the words and the key stay as they are.
      .catch(() => undefined);
    return () => leaving.abort();
  }, [draftKey]);

  return notSentKey === draftKey;
}
