/** The files that came with somebody's words. */
import type { Generation } from "../../api/types.ts";
import { AssetThumb } from "./Attachments.tsx";

export function SaidFiles({ generation }: { generation: Generation | null }) {
  const assets = generation && !generation.retryOf ? (generation.inputAssets ?? []) : [];
  if (assets.length === 0) return null;
  return (
    <ul aria-label="Files that came with the words" className="-mt-2.5 flex flex-wrap justify-end gap-2">
      {assets.map((asset) => (
        <li key={asset.id}>
          <a href={asset.url} target="_blank" rel="noreferrer" aria-label={`Open ${asset.filename}`}>
            <AssetThumb asset={asset} large />
          </a>
        </li>
      ))}
    </ul>
  );
}
