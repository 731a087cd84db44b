/** The tile of a custom flow, which has no picture of its own: what it makes, step by step. */
import { AudioLines, Clapperboard, Image, type LucideIcon, MessageSquare } from "lucide-react";
import { Fragment } from "react";
import type { FlowStep } from "../../api/types.ts";

/** As many as a tile holds. */
const MOST = 4;

export function StepsTile({ steps }: { steps: FlowStep[] }) {
  return (
    <div className="flex size-full items-center justify-center gap-2 bg-inset text-muted transition-colors group-hover:text-strong">
      {steps.slice(0, MOST).map((step, index) => {
        const Icon = stepIcon(step.operation);
        return (
          <Fragment key={step.id}>
            {index > 0 && <span className="h-px w-4 bg-line-control" />}
            <Icon aria-hidden="true" size={24} strokeWidth={1.5} />
          </Fragment>
        );
      })}
      {steps.length > MOST && <span className="text-small">+{steps.length - MOST}</span>}
    </div>
  );
}

/** What a step makes, as an icon. */
export function stepIcon(operation: string): LucideIcon {
  if (operation === "voiceover") return AudioLines;
  if (operation === "image_describe") return MessageSquare;
  return operation.endsWith("_to_video") || operation === "lipsync" ? Clapperboard : Image;
}
