/** "1 running" in the header, only while something runs; leads to the newest of them. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isUnfinished } from "../../live/apply-event.ts";
import { ProgressRing } from "../../ui/progress-ring.tsx";
import { conversationsQuery } from "./conversations.ts";

export function RunningCount() {
  const { data } = useInfiniteQuery(conversationsQuery(""));
  const running =
    data?.pages
      .flatMap((page) => page.items)
      .filter(({ lastGeneration }) => lastGeneration && isUnfinished(lastGeneration.status)) ?? [];
  const [newest] = running;
  if (!newest) return null;
  return (
    <Link
      to="/flow/$flowId/c/$conversationId"
      params={{ flowId: newest.flowId, conversationId: newest.id }}
      className="inline-flex h-8 items-center gap-2 rounded-full px-3 text-fact whitespace-nowrap text-muted hover:bg-surface-1 max-sm:hidden"
    >
      <ProgressRing value={newest.lastGeneration?.progress ?? 0} />
      <span>
        <b className="font-medium text-strong">{running.length}</b> running
      </span>
    </Link>
  );
}
