/** A batch in the thread: one progress, its items as a grid, and what can be done with all of them. */
import { useQuery } from "@tanstack/react-query";
import { Download, RotateCcw, X } from "lucide-react";
import { wordsFor } from "../../api/problems.ts";
import type { Batch } from "../../api/types.ts";
import { laterOf } from "../../live/later-of.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { NamedGroup } from "../../ui/named-group.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { BatchCell } from "./BatchCell.tsx";
import { batchCredits, batchState, batchTitle, retryLabel } from "./batch-words.ts";
import { batchItemsQuery, useCancelBatch, useRetryBatch, zipAddress } from "./batches.ts";

type BatchCardProps = {
  batch: Batch;
  /** Opens an item's picture. */
  onOpen: (generationId: string) => void;
  onDetails: (generationId: string) => void;
};

export function BatchCard({ batch: shown, onOpen, onDetails }: BatchCardProps) {
  const items = useQuery(batchItemsQuery(shown.id));
  // The message may show an answer that was under way when the last event came.
  const batch = laterOf(items.data?.batch, shown);
  const cancel = useCancelBatch();
  const retry = useRetryBatch();
  const open = batch.completedAt === null;
  const error = cancel.error ?? retry.error ?? items.error;
  const few = batch.counts.total <= 4;
  return (
    <NamedGroup
      label={`Batch: ${batchTitle(batch)}`}
      className="overflow-hidden rounded-2xl bg-surface-1 shadow-e1"
    >
      <div className="grid gap-3 px-5 pt-4.5 pb-3.5 max-sm:px-4 max-sm:pt-3.5">
        <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <h2 className="type-sub">{batchTitle(batch)}</h2>
          <span className="flex items-center gap-3 text-muted">
            <span>{batchState(batch)}</span>
            {/* Said once, at the end: a count that is read out twice a second is one that gets switched off. */}
            <span role="status" className="sr-only">
              {open ? "" : `${batchState(batch)}. ${batchCredits(batch)}`}
            </span>
            {open && (
              <Button
                size="sm"
                busy={cancel.isPending}
                onClick={() => cancel.mutate(batch.id)}
                className="max-sm:h-11"
              >
                <X aria-hidden="true" size={14} />
                Cancel all
              </Button>
            )}
          </span>
        </div>
        <ProgressBar
          label="Progress of this batch"
          parts={[{ weight: 1, value: batch.progress, status: progressStatus(batch) }]}
          value={batch.progress}
          valueText={`${batch.progress} percent, ${batchState(batch)}`}
        />
      </div>
      <ul
        aria-label="Items"
        // A list that scrolls must be reachable by keyboard.
        tabIndex={batch.counts.total > 12 ? 0 : undefined}
        className={classNames(
          "grid gap-2 px-5 pb-4 max-sm:px-4",
          few
            ? "grid-cols-2"
            : "max-h-150 grid-cols-[repeat(auto-fill,minmax(128px,1fr))] overflow-y-auto scroll-quiet",
        )}
      >
        {items.data?.items.map((item) => (
          <BatchCell
            key={item.index}
            item={item}
            compared={batch.kind === "compare"}
            onOpen={onOpen}
            onDetails={onDetails}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-x-3.5 gap-y-2 border-t border-line-subtle px-5 py-3 text-fact text-muted max-sm:px-4">
        <span>{batchCredits(batch)}</span>
        <span className="flex flex-wrap gap-2">
          {batch.retry && (
            <Button
              size="sm"
              busy={retry.isPending}
              onClick={() => batch.retry && retry.mutate({ id: batch.id, credits: batch.retry.credits })}
              className="max-sm:h-11"
            >
              <RotateCcw aria-hidden="true" size={14} />
              {retryLabel(batch.retry)}
            </Button>
          )}
          {batch.counts.completed > 0 && (
            <a
              href={zipAddress(batch.id)}
              download=""
              className={classNames(buttonClass("second", "sm"), "max-sm:h-11")}
            >
              <Download aria-hidden="true" size={14} />
              Download ZIP
            </a>
          )}
        </span>
        {error && (
          <p role="alert" className="w-full text-error-text">
            {wordsFor(error).sentence} {wordsFor(error).credits}
          </p>
        )}
      </div>
    </NamedGroup>
  );
}

function progressStatus(batch: Batch): "done" | "running" | "failed" {
  if (batch.completedAt === null) return "running";
  return batch.status === "completed" ? "done" : "failed";
}
