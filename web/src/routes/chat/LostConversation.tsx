/** A conversation that is deleted, someone else's, or did not load. */
import { Link } from "@tanstack/react-router";
import { MessageSquareOff } from "lucide-react";
import { ApiProblem } from "../../api/problems.ts";
import { buttonClass } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";

export function LostConversation({
  error,
  flowId,
  onRetry,
}: {
  error: unknown;
  flowId: string;
  onRetry: () => void;
}) {
  const isGone = error instanceof ApiProblem && error.status === 404;
  return (
    <div className="grid min-h-full place-items-center">
      {isGone ? (
        <EmptyState
          icon={<MessageSquareOff size={24} strokeWidth={1.5} />}
          title="This conversation is not here"
          action={
            <Link to="/flow/$flowId" params={{ flowId }} className={buttonClass()}>
              Start a new one
            </Link>
          }
        >
          It was deleted, or it belongs to someone else.
        </EmptyState>
      ) : (
        <ProblemNotice error={error} title="This conversation did not load" onRetry={onRetry} />
      )}
    </div>
  );
}
