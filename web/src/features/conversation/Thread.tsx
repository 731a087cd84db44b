/** The conversation: oldest at the top, newest at the bottom, older pages as one scrolls up. */
import { ArrowDown } from "lucide-react";
import { type ReactNode, Suspense, useLayoutEffect, useRef } from "react";
import { Skeleton } from "../../ui/skeleton.tsx";
import { BranchSwitcher, type Step } from "./BranchSwitcher.tsx";
import { SaidBubble } from "./SaidBubble.tsx";
import type { Turn } from "./turns.ts";
import { useReached } from "./use-reached.ts";
import { useThreadScroll } from "./use-thread-scroll.ts";

type ThreadProps = {
  /** Changes when another conversation is shown, not when a new one gets its id. */
  threadKey: string | undefined;
  turns: Turn[];
  /** The turn on its way to the server: whoever sends wants to see what comes of it. */
  sendingKey: string | undefined;
  loading: boolean;
  hasOlder: boolean;
  loadingOlder: boolean;
  onOlder: () => void;
  /** Puts words back into the composer; null while something is on its way. */
  onEdit: ((turn: Turn) => void) | null;
  /** Shows the branch through another message. */
  onSwitch: (messageId: string) => void;
  /** Draws what came with the words of a turn. */
  renderFiles: (turn: Turn) => ReactNode;
  /** Draws what came of a turn; `isLast` is the newest. It may suspend. */
  renderAnswer: (turn: Turn, isLast: boolean) => ReactNode;
};

export function Thread({
  threadKey,
  turns,
  sendingKey,
  loading,
  hasOlder,
  loadingOlder,
  onOlder,
  onEdit,
  onSwitch,
  renderFiles,
  renderAnswer,
}: ThreadProps) {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { away, jumpToEnd, stayHere } = useThreadScroll(scroller, content, threadKey, turns);
  const switched = useRef<{ branches: string; step: Step } | null>(null);
  const focusOn = ({ branches }: Turn) => {
    const last = switched.current;
    return last && last.branches === branches.join() ? last.step : null;
  };
  useLayoutEffect(() => {
    if (sendingKey !== undefined) jumpToEnd();
  }, [sendingKey, jumpToEnd]);

  return (
    <div className="relative min-h-0">
      <section
        ref={scroller}
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a plane that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto px-8 pt-6 pb-4 -outline-offset-2 scroll-quiet [overflow-anchor:none] max-sm:px-4 max-sm:pt-3"
      >
        <div ref={content} className="mx-auto grid max-w-(--w-reading) gap-5">
          {/* One boundary for all: turns without their answers would be short, and the past would seem to be near. */}
          <Suspense fallback={<TurnSkeleton />}>
            <OlderMarker active={hasOlder && !loadingOlder} onReached={onOlder} />
            {loadingOlder && <TurnSkeleton />}
            {loading ? (
              <TurnSkeleton />
            ) : (
              turns.map((turn, index) => (
                <article key={turn.key} className="grid gap-5" data-turn={turn.key}>
                  {turn.words !== null && (
                    <SaidBubble
                      words={turn.words}
                      onEdit={onEdit && turn.questionId && turn.generation ? () => onEdit(turn) : null}
                    />
                  )}
                  {renderFiles(turn)}
                  {turn.forkId !== null && turn.branches.length > 1 && (
                    <BranchSwitcher
                      shown={turn.forkId}
                      branches={turn.branches}
                      focusOn={focusOn(turn)}
                      onSwitch={(messageId, step) => {
                        switched.current = { branches: turn.branches.join(), step };
                        stayHere();
                        onSwitch(messageId);
                      }}
                    />
                  )}
                  {turn.answer !== null && <p className="type-body whitespace-pre-wrap">{turn.answer}</p>}
                  {renderAnswer(turn, index === turns.length - 1)}
                </article>
              ))
            )}
          </Suspense>
        </div>
      </section>
      {away && (
        <JumpToNewest
          onJump={() => {
            jumpToEnd();
            // The button goes; the keyboard goes on from the conversation.
            scroller.current?.focus({ preventScroll: true });
          }}
        />
      )}
    </div>
  );
}

/** Stands before the oldest turn there is. */
function OlderMarker({ active, onReached }: { active: boolean; onReached: () => void }) {
  const marker = useRef<HTMLDivElement>(null);
  useReached(marker, active, onReached);
  return <div ref={marker} aria-hidden="true" />;
}

function JumpToNewest({ onJump }: { onJump: () => void }) {
  return (
    <button
      type="button"
      onClick={onJump}
      className="absolute bottom-3 left-1/2 z-10 inline-flex h-9 -translate-x-1/2 items-center gap-1.5 rounded-full bg-surface-2 px-3.5 text-fact font-medium text-strong shadow-e2 transition-colors animate-appear hover:bg-surface-3 pointer-coarse:h-11"
    >
      <ArrowDown aria-hidden="true" size={16} />
      Jump to newest
    </button>
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
