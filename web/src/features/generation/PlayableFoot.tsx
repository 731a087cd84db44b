/** The line under what plays: what it is, how long, and saving it. */
import { Captions, Download } from "lucide-react";
import type { Asset } from "../../api/types.ts";
import { formatDuration } from "../../ui/format.ts";
import { downloadUrl, subtitlesUrl } from "./download-asset.ts";

const LINK =
  "inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-primary-text hover:bg-surface-2 max-sm:h-11";

export function PlayableFoot({ asset, kind }: { asset: Asset; kind: "Clip" | "Voice" }) {
  return (
    <figcaption className="flex min-h-8 items-center justify-between gap-3 text-fact text-muted">
      <span>
        {kind}
        {asset.durationMs !== null && `, ${formatDuration(asset.durationMs)}`}
      </span>
      <span className="flex flex-wrap">
        {asset.captionsUrl !== null && (
          <a
            href={subtitlesUrl(asset)}
            download
            aria-label={`Download the captions of ${asset.filename}`}
            className={LINK}
          >
            <Captions aria-hidden="true" size={14} />
            Captions
          </a>
        )}
        <a
          href={downloadUrl(asset)}
          download={asset.filename}
          aria-label={`Download ${asset.filename}`}
          className={LINK}
        >
          <Download aria-hidden="true" size={14} />
          Download
        </a>
      </span>
    </figcaption>
  );
}
