/** The conversation: oldest at the top, newest at the bottom, older pages as one scrolls up. */
import { type ReactNode, useRef } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SaidBubble } from "./SaidBubble.tsx";
import type { Turn } from "./turns.ts";
import { useReached } from "./use-reached.ts";
import { useStickToBottom } from "./use-stick-to-bottom.ts";

type ThreadProps = {
  /** Changes when another conversation is shown, not when a new one gets its id. */
  threadKey: string | undefined;
  turns: Turn[];
  loading: boolean;
  hasOlder: boolean;
  loadingOlder: boolean;
  onOlder: () => void;
  /** Draws what came of a turn; `isLast` is the newest. */
  renderAnswer: (turn: Turn, isLast: boolean) => ReactNode;
};

export function Thread({
  threadKey,
  turns,
  loading,
  hasOlder,
  loadingOlder,
  onOlder,
  renderAnswer,
}: ThreadProps) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  useStickToBottom(scroller, content, threadKey, turns[0]?.key);
  useReached(top, hasOlder && !loadingOlder, onOlder);

  return (
    <section
      ref={scroller}
      aria-label="Conversation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a plane that scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 overflow-y-auto px-8 pt-6 pb-4 -outline-offset-2 scroll-quiet max-sm:px-4 max-sm:pt-3"
    >
      <div ref={content} className="mx-auto grid max-w-(--w-reading) gap-5">
        <div ref={top} aria-hidden="true" />
        {loadingOlder && <TurnSkeleton />}
        {loading ? (
          <TurnSkeleton />
        ) : (
          turns.map((turn, index) => (
            <article key={turn.key} className="grid gap-5" data-turn={turn.key}>
              {turn.words !== null && <SaidBubble words={turn.words} />}
              {turn.answer !== null && <p className="type-body whitespace-pre-wrap">{turn.answer}</p>}
              {renderAnswer(turn, index === turns.length - 1)}
            </article>
          ))
        )}
      </div>
    </section>
  );
}

function TurnSkeleton() {
  return (
    <div className="grid gap-5" role="status">
      <span className="sr-only">Loading the conversation</span>
      <Skeleton className="h-11 w-80 max-w-[80%] justify-self-end rounded-2xl" />
      <Skeleton className="aspect-4/3 w-full rounded-xl" />
    </div>
  );
}
