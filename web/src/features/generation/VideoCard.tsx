/** A finished clip: the browser's own controls, its length, and saving it. Never starts by itself. */
import type { Asset } from "../../api/types.ts";
import { isSeen } from "./is-seen.ts";
import { mediaBox } from "./media-box.ts";
import { PlayableFoot } from "./PlayableFoot.tsx";

export function VideoCard({ asset }: { asset: Asset }) {
  return (
    <figure className="grid gap-2">
      {/* biome-ignore lint/a11y/useMediaCaption: a clip without times of its words has them in its label */}
      <video
        controls
        playsInline
        poster={isSeen(asset) ? asset.previewUrl : undefined}
        preload={isSeen(asset) ? "none" : "metadata"}
        src={asset.url}
        aria-label={asset.alt}
        className="media-box w-full rounded-xl object-contain"
        style={{ ...mediaBox(asset), backgroundColor: asset.color }}
      >
        {asset.captionsUrl !== null && (
          <track kind="captions" label="Captions" src={asset.captionsUrl} default />
        )}
      </video>
      <PlayableFoot asset={asset} kind="Clip" />
    </figure>
  );
}
