/** A finished recording: the browser's own controls, what is said right now below them, and saving it. */
import { useState } from "react";
import type { Asset } from "../../api/types.ts";
import { PlayableFoot } from "./PlayableFoot.tsx";

export function AudioCard({ asset }: { asset: Asset }) {
  const [said, setSaid] = useState("");
  return (
    <figure className="grid gap-2 rounded-xl bg-inset p-4 shadow-e1">
      {/* biome-ignore lint/a11y/useMediaCaption: a recording without times of its words has them in its label */}
      <audio controls preload="metadata" src={asset.url} aria-label={asset.alt} className="w-full">
        {asset.captionsUrl !== null && (
          <track kind="captions" src={asset.captionsUrl} ref={(track) => follow(track, setSaid)} />
        )}
      </audio>
      {asset.captionsUrl !== null && (
        <p className={said === "" ? "text-fact text-muted" : "text-body"}>
          {said === "" ? "What is said stands here while it plays." : said}
        </p>
      )}
      <PlayableFoot asset={asset} kind="Voice" />
    </figure>
  );
}

/** Tells what is said as it is said: a player of sounds alone shows no captions itself. */
function follow(element: HTMLTrackElement | null, tell: (said: string) => void) {
  if (!element?.track) return;
  const { track } = element;
  const change = () => {
    const cues = Array.from(track.activeCues ?? []) as VTTCue[];
    tell(cues.map((cue) => cue.getCueAsHTML().textContent ?? "").join(" "));
  };
  track.mode = "hidden";
  track.addEventListener("cuechange", change);
  return () => track.removeEventListener("cuechange", change);
}
