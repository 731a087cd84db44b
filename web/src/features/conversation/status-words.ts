/** What became of a conversation's last run, in a word or two. */
import type { Conversation, GenerationStatus } from "../../api/types.ts";

const WORDS: Record<GenerationStatus, string> = {
  queued: "In line",
  processing: "Running",
  completed: "Done",
  failed: "Failed, credits back",
  cancelled: "Cancelled",
};

export function statusWords(last: Conversation["lastGeneration"]): string {
  if (!last) return "Nothing made yet";
  return last.cached ? "Identical result, free" : WORDS[last.status];
}
