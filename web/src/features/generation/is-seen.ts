/** Whether a file has a small picture: pictures do, and videos with a poster. */
import type { Asset } from "../../api/types.ts";

export function isSeen(asset: Pick<Asset, "type" | "width">): boolean {
  return asset.type === "image" || (asset.type === "video" && asset.width !== null);
}
