/** What came of a turn: the run while it goes, the picture when it is done, the account when it failed. */
import { useRef } from "react";
import type { Asset, Generation } from "../../api/types.ts";
import { BatchCard } from "../../features/batch/BatchCard.tsx";
import type { Turn } from "../../features/conversation/turns.ts";
import { AudioCard } from "../../features/generation/AudioCard.tsx";
import { useCancelGeneration } from "../../features/generation/cancel-generation.ts";
import type { QuotePlace } from "../../features/generation/create-quote.ts";
import { FailedCard } from "../../features/generation/FailedCard.tsx";
import { LateResults } from "../../features/generation/LateResults.tsx";
import { MediaCard } from "../../features/generation/MediaCard.tsx";
import { mediaBox } from "../../features/generation/media-box.ts";
import { PartialFailure } from "../../features/generation/PartialFailure.tsx";
import { PartialResults } from "../../features/generation/PartialResults.tsx";
import { ReceiptLine } from "../../features/generation/ReceiptLine.tsx";
import { ReusedAssets } from "../../features/generation/ReusedAssets.tsx";
import { RunCard } from "../../features/generation/RunCard.tsx";
import { SendingCard } from "../../features/generation/SendingCard.tsx";
import { inStepOrder } from "../../features/generation/step-order.ts";
import { useAgain } from "../../features/generation/use-again.ts";
import { useRetry } from "../../features/generation/use-retry.ts";
import type { SendState } from "../../features/generation/use-send.ts";
import { VideoCard } from "../../features/generation/VideoCard.tsx";
import { Warnings } from "../../features/generation/Warnings.tsx";
import { isUnfinished } from "../../live/apply-event.ts";
import { NamedGroup } from "../../ui/named-group.tsx";

type AnswerProps = {
  turn: Turn;
  isLast: boolean;
  /** Whether what is missing of it was made once more. */
  isRetried: boolean;
  place: QuotePlace | null;
  send: SendState;
  selected: boolean;
  onDetails: (generationId: string) => void;
  onFullScreen: (generationId: string) => void;
  onUseWords: (generation: Generation) => void;
  /** Attaches a result to the next words; absent where the flow takes no files. */
  onUseAsInput?: (asset: Asset) => void;
  /** Says something after this answer, in a branch of its own; null where that is the end anyway. */
  onBranch: (() => void) | null;
};

export function Answer(props: AnswerProps) {
  const { turn, send, isLast } = props;
  const { generation } = turn;
  const cancel = useCancelGeneration();
  const wasSeenRunning = useRef(false);
  const lastPreview = useRef<string | null>(null);
  if (generation && isUnfinished(generation.status)) {
    wasSeenRunning.current = true;
    lastPreview.current = generation.preview ?? lastPreview.current;
  }

  if (turn.batch)
    return <BatchCard batch={turn.batch} onOpen={props.onFullScreen} onDetails={props.onDetails} />;
  if (!generation)
    return send.sending?.generationId === turn.key ? <SendingCard sending={send.sending} /> : null;
  if (isUnfinished(generation.status)) {
    return (
      <Reserved generation={generation}>
        <ReusedAssets generation={generation} />
        <RunCard
          generation={generation}
          cancelling={cancel.isPending}
          onCancel={() => cancel.mutate(generation.id)}
        />
        {isLast && (
          <p className="mt-5 text-center text-small text-muted max-sm:hidden">
            You can close this page. The run goes on and waits for you here.
          </p>
        )}
      </Reserved>
    );
  }
  if (generation.status === "completed")
    return (
      <Result
        {...props}
        generation={generation}
        fresh={wasSeenRunning.current}
        preview={lastPreview.current}
      />
    );
  return <Ended {...props} generation={generation} />;
}

/** Keeps the height the finished picture and its receipt will need, so that nothing below moves when they come. */
function Reserved({ generation, children }: { generation: Generation; children: React.ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)]">
      <div
        aria-hidden="true"
        className="media-box invisible mb-8 w-full [grid-area:1/1]"
        style={mediaBox(generation.inputData.aspectRatio)}
      />
      <div className="grid min-w-0 content-start gap-3 [grid-area:1/1]">{children}</div>
    </div>
  );
}

type ResultProps = AnswerProps & { generation: Generation; fresh: boolean; preview: string | null };

function Result({
  generation,
  fresh,
  preview,
  isLast,
  isRetried,
  selected,
  onDetails,
  onFullScreen,
  onUseWords,
  onUseAsInput,
  onBranch,
}: ResultProps) {
  const retry = useRetry({ generation, priced: isLast });
  return (
    <NamedGroup label="Result" className="grid gap-3">
      <ReusedAssets generation={generation} />
      {inStepOrder(generation.outputAssets).map((asset) => {
        if (asset.type === "video") return <VideoCard key={asset.id} asset={asset} />;
        if (asset.type === "audio") return <AudioCard key={asset.id} asset={asset} />;
        return (
          <MediaCard
            key={asset.id}
            asset={asset}
            preview={preview}
            fresh={fresh}
            selected={selected}
            lazy={!isLast}
            onDetails={() => onDetails(generation.id)}
            onFullScreen={() => onFullScreen(generation.id)}
            onUseWords={() => onUseWords(generation)}
            onUseAsInput={onUseAsInput && (() => onUseAsInput(asset))}
          />
        );
      })}
      <PartialFailure generation={generation} retry={isRetried ? null : retry} />
      <LateResults generation={generation} />
      {generation.response && <p className="type-body whitespace-pre-wrap">{generation.response}</p>}
      <ReceiptLine generation={generation}>
        <button
          type="button"
          onClick={() => onDetails(generation.id)}
          className="rounded-xs text-primary-text underline-offset-3 hover:underline max-sm:-my-2 max-sm:py-2"
        >
          Receipt
        </button>
        <BranchButton onBranch={onBranch} />
      </ReceiptLine>
      <Warnings warnings={generation.warnings} />
    </NamedGroup>
  );
}

function Ended({
  generation,
  isLast,
  isRetried,
  place,
  send,
  onUseWords,
  onBranch,
}: AnswerProps & { generation: Generation }) {
  const failed = generation.status === "failed";
  const again = useAgain({ place, generation, seed: "same", send, active: isLast && !failed });
  const retry = useRetry({ generation, priced: isLast && failed });
  const offered = failed ? { ...retry, asks: true } : { ...again, asks: false };
  return (
    <div className="grid gap-3">
      <ReusedAssets generation={generation} />
      {/* What was made before it was stopped stays theirs. */}
      <PartialResults generation={generation} />
      <FailedCard
        generation={generation}
        again={isLast || (failed && !isRetried) ? offered : null}
        onUseWords={() => onUseWords(generation)}
      />
      <LateResults generation={generation} />
      {onBranch && (
        <p className="text-fact">
          <BranchButton onBranch={onBranch} />
        </p>
      )}
    </div>
  );
}

function BranchButton({ onBranch }: { onBranch: (() => void) | null }) {
  if (!onBranch) return null;
  return (
    <button
      type="button"
      onClick={onBranch}
      className="rounded-xs text-primary-text underline-offset-3 hover:underline max-sm:-my-2 max-sm:py-2"
    >
      Branch from here
    </button>
  );
}
