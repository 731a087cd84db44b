/**
 * A failure that fills a page or a panel: what happened, what it meant for credits, the
 * code for a report, and a way to try again.
 */
import { CircleAlert } from "lucide-react";
import { codeOf, wordsFor } from "../api/problems.ts";
import { Button } from "./button.tsx";

type ProblemNoticeProps = { error: unknown; title?: string; onRetry?: () => void };

export function ProblemNotice({ error, title = "This did not load", onRetry }: ProblemNoticeProps) {
  const { sentence, credits } = wordsFor(error);
  return (
    <div role="alert" className="mx-auto grid max-w-110 justify-items-center gap-2 px-6 py-16 text-center">
      <CircleAlert aria-hidden="true" size={24} strokeWidth={1.5} className="mb-1 text-error-text" />
      <h1 className="type-sub">{title}</h1>
      <p className="text-muted">
        {sentence} {credits}
      </p>
      <p className="font-mono text-small text-muted">{codeOf(error)}</p>
      {onRetry && (
        <Button className="mt-3" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
