/** How large a picture stands in the reading column: as wide as it allows, but never taller than a screen can show beside the composer. */
import type { AspectRatio } from "../../api/types.ts";
import { ratioOf } from "./input-options.ts";

/** The tallest a picture stands in the thread, in pixels. */
export const MEDIA_MAX_HEIGHT = 560;

export type MediaBox = { aspectRatio: string; maxWidth: string };

/** The box of a picture: its exact size if it is known, its shape if it is still being made. Reserved before a single byte arrives, so that nothing jumps. */
export function mediaBox(shape: { width: number; height: number } | AspectRatio | undefined, maxHeight: number = MEDIA_MAX_HEIGHT): MediaBox {
  const ratio = typeof shape === "object" && shape.height > 0 ? shape.width / shape.height : ratioOf(typeof shape === "string" ? shape : undefined);
  return { aspectRatio: String(ratio), maxWidth: `${Math.round(maxHeight * ratio)}px` };
}
