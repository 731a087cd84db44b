/** One flow: its picture, what it does, what it costs and how long it takes. */
import { Link } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import type { Flow } from "../../api/types.ts";
import { formatDuration } from "../../ui/format.ts";
import { planName, priceFrom } from "./price-from.ts";
import { StepsTile } from "./StepsTile.tsx";

export function FlowCard({ flow }: { flow: Flow }) {
  return (
    <Link to="/flow/$flowId" params={{ flowId: flow.id }} className="group block rounded-xl">
      <div className="media-edge mb-3 aspect-4/3 rounded-xl">
        {flow.cover ? (
          <img
            src={flow.cover}
            alt=""
            loading="lazy"
            className="size-full object-cover transition-opacity group-hover:opacity-90"
          />
        ) : (
          <StepsTile steps={flow.custom?.steps ?? []} />
        )}
        {flow.minimumPlan !== "free" && flow.category !== "yours" && (
          <span className="absolute bottom-2 left-2 z-3 inline-flex h-5.5 items-center gap-1.25 rounded-xs bg-(--scrim-chip) px-1.75 text-small font-medium text-(--text-on-image)">
            <Lock aria-hidden="true" size={13} strokeWidth={2.25} />
            {planName(flow.minimumPlan)} plan
          </span>
        )}
      </div>
      <h2 className="font-medium text-strong">{flow.name}</h2>
      <p className="mt-0.5 mb-2 text-muted max-sm:line-clamp-2">{flow.summary}</p>
      <p className="flex gap-3 text-small text-muted">
        <span className="font-medium text-body">{priceFrom(flow)}</span>
        <span>about {formatDuration(flow.expectedMs)}</span>
      </p>
    </Link>
  );
}
