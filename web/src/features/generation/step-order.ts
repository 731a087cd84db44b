/** The files of a run in the order of the steps that made them, whichever was ready first. */
import type { Asset } from "../../api/types.ts";

export function inStepOrder(assets: Asset[]): Asset[] {
  return assets.toSorted((a, b) => (a.stepIndex ?? 0) - (b.stepIndex ?? 0));
}
