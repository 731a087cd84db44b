/** Says that the words in the composer begin a branch, and where; the way back puts the composer as it was. */
import { GitBranch, X } from "lucide-react";
import { IconButton } from "../../ui/icon-button.tsx";
import { type Fork, withoutFork } from "./draft-store.ts";
import { useDraft } from "./use-draft.ts";

export function ForkBanner({ draftKey }: { draftKey: string }) {
  const [draft, change] = useDraft(draftKey);
  const { fork } = draft;
  if (!fork || draft.pending) return null;
  return (
    <div
      role="status"
      className="mb-2 flex items-center gap-2 rounded-xl bg-surface-1 py-1 pr-1 pl-3.5 text-fact text-muted shadow-e1"
    >
      <GitBranch aria-hidden="true" size={14} className="shrink-0" />
      <span className="min-w-0 flex-1 truncate">{bannerWords(fork)}</span>
      <IconButton label="Do not branch" size="sm" onClick={() => change(withoutFork(draft))}>
        <X aria-hidden="true" size={14} />
      </IconButton>
    </div>
  );
}

/** What is meant, with the first words of it. */
export function bannerWords({ kind, words }: Fork): string {
  const which = words === "" ? "this answer" : `“${words.replace(/\s+/g, " ").slice(0, 60)}”`;
  return kind === "edit"
    ? `A new version of ${which}. The old one stays.`
    : `A new branch after ${words === "" ? which : `the answer to ${which}`}. The old one stays.`;
}
