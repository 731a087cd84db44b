/** What became of a conversation's last run, in a word or two. */
import type { GenerationStatus } from "../../api/types.ts";

const WORDS: Record<GenerationStatus, string> = {
  queued: "In line",
  processing: "Running",
  completed: "Done",
  failed: "Failed, credits back",
  cancelled: "Cancelled",
};

export function statusWords(status: GenerationStatus | undefined): string {
  return status ? WORDS[status] : "Nothing made yet";
}
