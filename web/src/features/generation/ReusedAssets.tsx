/** What a run takes over from the one whose missing steps it makes. */
import { AudioLines, Clapperboard, Link2 } from "lucide-react";
import type { Asset, Generation } from "../../api/types.ts";
import { reusedWords } from "./retry-words.ts";

export function ReusedAssets({ generation }: { generation: Generation }) {
  if (!generation.retryOf) return null;
  const assets = generation.inputAssets ?? [];
  return (
    <p className="flex flex-wrap items-center gap-2 text-fact text-muted">
      <Link2 aria-hidden="true" size={14} className="shrink-0" />
      {assets.map((asset) => (
        <Thumbnail key={asset.id} asset={asset} />
      ))}
      <span>
        {assets.length === 0
          ? "Makes what failed once more."
          : `Uses ${reusedWords(assets)} from before, not charged again.`}
      </span>
    </p>
  );
}

function Thumbnail({ asset }: { asset: Asset }) {
  if (asset.type === "image")
    return (
      <img
        src={asset.thumbnailUrl}
        alt=""
        className="size-7 rounded-md object-cover"
        style={{ backgroundColor: asset.color }}
      />
    );
  const Icon = asset.type === "video" ? Clapperboard : AudioLines;
  return (
    <span className="grid size-7 place-items-center rounded-md bg-surface-2">
      <Icon aria-hidden="true" size={14} />
    </span>
  );
}
