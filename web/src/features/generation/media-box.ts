/** How large a picture stands in the reading column: as wide as it allows, but never taller than a screen can show beside the composer (`media-box` in base.css). */
import type { CSSProperties } from "react";
import type { AspectRatio } from "../../api/types.ts";
import { ratioOf } from "./input-options.ts";

/** The widest and tallest an unfinished picture stands beside its steps, in pixels. */
const PREVIEW_MAX = { width: 420, height: 360 };

/**
 * The box of a picture: its exact size if it is known, its shape if it is still being made. Reserved before a byte arrives, so that nothing jumps.
 * Goes with the class `media-box`, which knows how much height there is.
 */
export function mediaBox(
  shape: { width: number | null; height: number | null } | AspectRatio | undefined,
): CSSProperties {
  const ratio =
    typeof shape === "object" && shape.width && shape.height
      ? shape.width / shape.height
      : ratioOf(typeof shape === "string" ? shape : undefined);
  return { aspectRatio: String(ratio), "--media-ratio": String(ratio) } as CSSProperties;
}

/** The width of an unfinished picture beside its steps, in pixels. */
export function previewWidth(aspectRatio: AspectRatio | undefined): number {
  return Math.round(Math.min(PREVIEW_MAX.width, PREVIEW_MAX.height * ratioOf(aspectRatio)));
}
