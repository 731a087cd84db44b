/** What a screen that broke or could not load shows in its place. */
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { isMissingPart } from "../ui/keep-trying.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const retry = () => {
    // Only a new page asks for a file again that the browser remembers as missing; drafts are kept.
    if (isMissingPart(error)) return window.location.reload();
    resetQueries();
    reset();
    void router.invalidate();
  };
  return (
    <main className="grid min-h-[70dvh] place-items-center">
      <ProblemNotice error={error} title="This page stopped" onRetry={retry} />
    </main>
  );
}
