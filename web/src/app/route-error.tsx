/** What a screen that broke or could not load shows in its place. */
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const retry = () => {
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
