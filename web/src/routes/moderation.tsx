/** `/admin/moderation`: what is judged, refused and waits for a decision; to everybody else there is nothing here. */
import { useQuery } from "@tanstack/react-query";
import { ModerationFacts, RefusalCounts } from "../features/moderation/ModerationFacts.tsx";
import { moderationQuery, reviewsQuery, useDecideReview } from "../features/moderation/moderation.ts";
import { ReviewList } from "../features/moderation/ReviewList.tsx";
import { Page, PageCard } from "../ui/page.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";

export function ModerationRoute() {
  usePageTitle("Moderation");
  const state = useQuery(moderationQuery);
  const reviews = useQuery(reviewsQuery);
  const decide = useDecideReview();
  const error = state.error ?? reviews.error;
  const retry = () => void Promise.all([state.refetch(), reviews.refetch()]);
  return (
    <Page title="Moderation" narrow>
      {error && <ProblemNotice error={error} onRetry={retry} />}
      {!error && (!state.data || !reviews.data) && (
        <p className="text-muted" role="status">
          Looking…
        </p>
      )}
      {state.data && reviews.data && (
        <>
          <PageCard title="Waiting for a decision">
            <ReviewList
              reviews={reviews.data.items}
              waiting={state.data.waiting}
              busy={decide.isPending}
              onDecide={(id, decision) => decide.mutate({ id, decision })}
            />
          </PageCard>
          <PageCard title="Refused" note="In the last 30 days, by rule. Neither words nor pictures are kept.">
            <RefusalCounts counts={state.data.counts} />
          </PageCard>
          <PageCard title="What is judged">
            <ModerationFacts state={state.data} />
          </PageCard>
        </>
      )}
    </Page>
  );
}
