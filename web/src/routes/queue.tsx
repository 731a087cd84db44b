/** `/admin/queue`: for administrators; to everybody else the server says that there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { QueueLines, QueuePanel } from "../features/queue/QueuePanel.tsx";
import { queueQuery, useChangeQueue } from "../features/queue/queue.ts";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function QueueRoute() {
  usePageTitle("Queue");
  const { data: queue, error, refetch } = useQuery(queueQuery);
  const change = useChangeQueue();
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
        </>
      )}
    </Page>
  );
}
