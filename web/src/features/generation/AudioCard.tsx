/** A finished recording: the browser's own controls, what it says as its label, and saving it. */
import type { Asset } from "../../api/types.ts";
import { PlayableFoot } from "./PlayableFoot.tsx";

export function AudioCard({ asset }: { asset: Asset }) {
  return (
    <figure className="grid gap-2 rounded-xl bg-inset p-4 shadow-e1">
      {/* biome-ignore lint/a11y/useMediaCaption: the words that are spoken stand in the label */}
      <audio controls preload="metadata" src={asset.url} aria-label={asset.alt} className="w-full" />
      <PlayableFoot asset={asset} kind="Voice" />
    </figure>
  );
}
