/**
 * A run under way: what is being done, how far it is, the steps, the picture as it comes, and that nothing is charged yet.
 * On phones the picture comes first and as wide as the finished one, so that it sharpens in its place.
 */
import { Lock, X } from "lucide-react";
import type { Generation } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCredits } from "../../ui/format.ts";
import { NamedGroup } from "../../ui/named-group.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { StepRail } from "../../ui/step-rail.tsx";
import { LivePreview } from "./LivePreview.tsx";
import { PartialResults } from "./PartialResults.tsx";
import { progressParts, railSteps } from "./rail-steps.tsx";
import { progressWords, runTitle, waitWords } from "./run-phrases.ts";
import { useNow } from "./use-now.ts";
import { useQueuePlace } from "./use-queue-place.ts";

type RunCardProps = { generation: Generation; onCancel: () => void; cancelling: boolean };

export function RunCard({ generation, onCancel, cancelling }: RunCardProps) {
  const now = useNow(true);
  const place = useQueuePlace(generation);
  const several = generation.steps.length > 1;
  return (
    <NamedGroup
      label="Run in progress"
      className="flex flex-col overflow-hidden rounded-2xl bg-surface-1 shadow-e1"
    >
      <div className="grid gap-3 px-5 pt-4.5 pb-3.5 max-sm:order-1 max-sm:px-4 max-sm:pt-3.5">
        <div className="flex min-h-7 items-center justify-between gap-x-3 gap-y-1 max-sm:flex-wrap">
          <h2 className="type-sub min-w-0 truncate">{runTitle(generation)}</h2>
          <span className="flex items-center gap-3 max-sm:w-full max-sm:justify-between">
            <span className="whitespace-nowrap text-muted">{waitWords(generation, now, place)}</span>
            <Button size="sm" busy={cancelling} onClick={onCancel} className="max-sm:h-11">
              <X aria-hidden="true" size={14} />
              Cancel
            </Button>
          </span>
        </div>
        <ProgressBar
          label="Progress of this run"
          parts={progressParts(generation)}
          value={generation.progress}
          valueText={progressWords(generation)}
        />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-6 px-5 pt-1 pb-5 max-sm:contents">
        <div className="max-sm:order-2 max-sm:px-4 max-sm:pb-2">
          <StepRail label="Steps" steps={railSteps(generation, now)} />
        </div>
        {!several && <LivePreview generation={generation} />}
      </div>
      {several && <PartialResults generation={generation} />}
      <RunFoot credits={generation.creditsHeld} several={several} />
    </NamedGroup>
  );
}

function RunFoot({ credits, several }: { credits: number; several: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 gap-y-1 border-t border-line-subtle px-5 py-3 text-fact text-muted max-sm:order-3 max-sm:px-4">
      <span className="inline-flex items-center gap-1.5">
        <Lock aria-hidden="true" size={14} />
        <span>
          <b className="font-medium text-strong">{formatCredits(credits)} held.</b> Not charged until it is
          done.
        </span>
      </span>
      <span className="max-sm:hidden">
        {several
          ? "What is not delivered comes back"
          : `${credits === 1 ? "It comes" : `All ${credits} come`} back if it fails or you cancel`}
      </span>
    </div>
  );
}
