/** The unfinished picture: blurred, in the box the finished one will fill. Blur appears only here. */
import { Eye } from "lucide-react";
import type { Generation } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { mediaBox } from "./media-box.ts";

/** The tallest a preview stands beside the steps, in pixels. */
const PREVIEW_MAX_HEIGHT = 420;

export function LivePreview({ generation }: { generation: Generation }) {
  const { preview, inputData, progress } = generation;
  return (
    <div
      className="media-edge ml-auto w-full rounded-xl max-sm:order-first max-sm:max-w-none max-sm:rounded-none"
      style={mediaBox(inputData.aspectRatio, PREVIEW_MAX_HEIGHT)}
    >
      <div aria-hidden="true" className={classNames("absolute inset-0", !preview && "animate-shimmer")} />
      {preview && <img src={preview} alt="Unfinished picture, still blurred" className="absolute inset-0 size-full scale-110 object-cover blur-xl animate-appear" />}
      {preview && (
        <span className="absolute bottom-2 left-2 z-1 inline-flex h-5.5 items-center gap-1.25 rounded-xs bg-(--scrim-chip) px-1.75 text-small font-medium text-(--text-on-image)">
          <Eye aria-hidden="true" size={14} />
          Preview, {Math.round(progress)}%
        </span>
      )}
    </div>
  );
}
