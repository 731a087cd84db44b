/** One item of a batch: its picture or its state; when comparing, who made it, how long it took and what it cost. */
import { Ban, CircleAlert, Clock, LoaderCircle } from "lucide-react";
import { memo } from "react";
import type { BatchItem } from "../../api/types.ts";
import { formatDecimal, formatDuration } from "../../ui/format.ts";

type BatchCellProps = {
  item: BatchItem;
  compared: boolean;
  onOpen: (generationId: string) => void;
  onDetails: (generationId: string) => void;
};

/** Drawn again only when its item changed; what is out of sight is not laid out at all. */
export const BatchCell = memo(function BatchCell({ item, compared, onOpen, onDetails }: BatchCellProps) {
  const { asset, generationId } = item;
  return (
    <li className="grid content-start gap-1.5 [contain-intrinsic-size:auto_160px] [content-visibility:auto]">
      <div className="relative aspect-square overflow-hidden rounded-lg bg-inset">
        {asset && generationId ? (
          <button
            type="button"
            onClick={() => onOpen(generationId)}
            className="block size-full cursor-zoom-in"
            style={{ backgroundColor: asset.color }}
          >
            <img
              src={compared ? asset.previewUrl : asset.thumbnailUrl}
              alt={asset.alt}
              loading="lazy"
              decoding="async"
              className="size-full object-contain"
            />
          </button>
        ) : (
          <ItemState item={item} />
        )}
      </div>
      {compared ? (
        <Compared item={item} onDetails={onDetails} />
      ) : (
        <p className="truncate text-small text-muted" title={item.prompt}>
          {item.index + 1}. {item.prompt}
        </p>
      )}
      {item.error && <p className="line-clamp-2 text-small text-error-text">{item.error.message}</p>}
    </li>
  );
});

const STATES = {
  waiting: { Icon: Clock, words: "Waits" },
  queued: { Icon: Clock, words: "In line" },
  processing: { Icon: LoaderCircle, words: "Being made" },
  completed: { Icon: Clock, words: "Done" },
  failed: { Icon: CircleAlert, words: "Failed" },
  cancelled: { Icon: Ban, words: "Cancelled" },
} as const;

function ItemState({ item }: { item: BatchItem }) {
  const { Icon, words } = STATES[item.status];
  return (
    <span className="grid size-full place-content-center justify-items-center gap-1.5 text-small text-muted">
      <Icon aria-hidden="true" size={18} />
      {item.status === "processing" && item.progress > 0 ? `${item.progress} %` : words}
    </span>
  );
}

function Compared({ item, onDetails }: { item: BatchItem; onDetails: (generationId: string) => void }) {
  const { startedAt, completedAt, generationId } = item;
  const took = startedAt !== null && completedAt !== null ? formatDuration(completedAt - startedAt) : null;
  return (
    <div className="grid gap-0.5 text-fact">
      <p className="truncate font-medium text-strong">
        {item.modelName}
        {item.style !== "auto" && `, ${item.style.replaceAll("-", " ")}`}
      </p>
      <p className="flex flex-wrap gap-x-2 text-small text-muted">
        {took && <span>{took}</span>}
        <span>{formatDecimal(item.price)} credits</span>
        {generationId && item.status === "completed" && (
          <button
            type="button"
            onClick={() => onDetails(generationId)}
            className="text-primary-text underline-offset-3 hover:underline"
          >
            Details
          </button>
        )}
      </p>
    </div>
  );
}
