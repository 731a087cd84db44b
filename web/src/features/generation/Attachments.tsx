/** What will go along with the words: each file with its thumbnail, how far it is, what is wrong, and the way to take it away. */
import { AudioLines, Clapperboard, FileWarning, Image, RotateCw, X } from "lucide-react";
import type { Asset } from "../../api/types.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { ProgressRing } from "../../ui/progress-ring.tsx";
import { isSeen } from "./is-seen.ts";
import { detach, giveUp, retryUpload, type Upload } from "./uploads.ts";

type AttachmentsProps = { draftKey: string; attachments: Asset[]; uploads: Upload[] };

export function Attachments({ draftKey, attachments, uploads }: AttachmentsProps) {
  if (attachments.length === 0 && uploads.length === 0) return null;
  return (
    <ul aria-label="Attached files" className="flex flex-wrap gap-2 px-4 pt-3 max-sm:px-3">
      {attachments.map((asset) => (
        <Chip key={asset.id} name={asset.filename} onRemove={() => detach(draftKey, asset.id)}>
          <AssetThumb asset={asset} />
        </Chip>
      ))}
      {uploads.map(({ id, name, percent, error }) => (
        <Chip key={id} name={name} error={error} onRemove={() => giveUp(draftKey, id)}>
          {error === null ? (
            <ProgressRing value={percent} size={20} label={`Uploading ${name}`} className="m-1.5 text-info" />
          ) : (
            <IconButton label={`Upload ${name} again`} size="sm" onClick={() => retryUpload(draftKey, id)}>
              <RotateCw aria-hidden="true" size={14} />
            </IconButton>
          )}
        </Chip>
      ))}
    </ul>
  );
}

type ChipProps = { name: string; error?: string | null; onRemove: () => void; children: React.ReactNode };

function Chip({ name, error, onRemove, children }: ChipProps) {
  return (
    <li className="flex max-w-full items-center gap-1.5 rounded-lg bg-surface-2 p-1 text-fact">
      {children}
      <span className="min-w-0">
        <span className="block max-w-44 truncate text-strong">{name}</span>
        {error && (
          <span role="alert" className="flex max-w-80 gap-1 text-small text-error-text">
            <FileWarning aria-hidden="true" size={14} className="mt-px shrink-0" />
            {error}
          </span>
        )}
      </span>
      <IconButton label={`Remove ${name}`} size="sm" onClick={onRemove}>
        <X aria-hidden="true" size={14} />
      </IconButton>
    </li>
  );
}

const ICONS = { image: Image, video: Clapperboard, audio: AudioLines };

/** A small picture of a file; what is not a picture is its icon. */
export function AssetThumb({ asset, large }: { asset: Asset; large?: boolean }) {
  const size = large ? "size-20 rounded-lg" : "size-8 rounded-md";
  if (isSeen(asset))
    return (
      <img
        src={asset.thumbnailUrl}
        alt={asset.alt}
        className={`${size} object-cover`}
        style={{ backgroundColor: asset.color }}
      />
    );
  const Icon = ICONS[asset.type];
  return (
    <span
      role="img"
      aria-label={asset.alt}
      className={`${size} grid place-items-center bg-surface-3 text-muted`}
    >
      <Icon aria-hidden="true" size={16} />
    </span>
  );
}
