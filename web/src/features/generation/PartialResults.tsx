/** What a run of several steps has made so far: each result is here as soon as its step is done. */
import type { Asset, Generation } from "../../api/types.ts";
import { AudioCard } from "./AudioCard.tsx";
import { mediaBox } from "./media-box.ts";
import { inStepOrder } from "./step-order.ts";
import { VideoCard } from "./VideoCard.tsx";

export function PartialResults({ generation }: { generation: Generation }) {
  const assets = inStepOrder(generation.outputAssets);
  if (assets.length === 0) return null;
  return (
    <section
      aria-label="Made so far"
      className="grid grid-cols-2 items-start gap-3 px-5 pb-5 max-sm:order-2 max-sm:grid-cols-1 max-sm:px-4"
    >
      {assets.map((asset) => (
        <MadeAsset key={asset.id} asset={asset} />
      ))}
    </section>
  );
}

/** A file as it is, without actions. */
export function MadeAsset({ asset }: { asset: Asset }) {
  if (asset.type === "video") return <VideoCard asset={asset} />;
  if (asset.type === "audio") return <AudioCard asset={asset} />;
  return (
    <figure
      className="media-edge overflow-hidden rounded-xl"
      style={{ ...mediaBox(asset), backgroundColor: asset.color }}
    >
      <img src={asset.previewUrl} alt={asset.alt} className="size-full object-cover animate-appear" />
    </figure>
  );
}
