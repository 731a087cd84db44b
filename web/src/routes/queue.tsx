/** `/admin/queue`: for administrators; to everybody else the server says that there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { QueueLines, QueuePanel } from "../features/queue/QueuePanel.tsx";
import { queueQuery, useChangeQueue } from "../features/queue/queue.ts";
import { RunningRuns } from "../features/queue/RunningRuns.tsx";
import { UnresolvedSteps } from "../features/queue/UnresolvedSteps.tsx";
import { runningQuery, unresolvedQuery, useResolveStep } from "../features/queue/unresolved.ts";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function QueueRoute() {
  usePageTitle("Queue");
  const { data: queue, error, refetch } = useQuery(queueQuery);
  const change = useChangeQueue();
  const running = useQuery(runningQuery);
  const unresolved = useQuery(unresolvedQuery);
  const resolve = useResolveStep();
  return (
    <Page title="Queue" narrow>
      {error && !queue && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {queue && (
        <>
          <PageCard title="Now">
            <QueuePanel queue={queue} busy={change.isPending} onMode={(mode) => change.mutate(mode)} />
          </PageCard>
          <PageCard title="By lane and class">
            <QueueLines lines={queue.lines} />
          </PageCard>
          <PageCard title="Outcome unknown" note="The provider may or may not have taken these.">
            <UnresolvedSteps
              steps={unresolved.data?.items ?? []}
              busy={resolve.isPending}
              onDecide={(id, decision) => resolve.mutate({ id, ...decision })}
            />
          </PageCard>
          <PageCard title="Worked on">
            <RunningRuns runs={running.data?.items ?? []} />
          </PageCard>
        </>
      )}
    </Page>
  );
}
