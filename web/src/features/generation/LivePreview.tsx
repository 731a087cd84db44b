/** The unfinished picture: blurred, in the box the finished one will fill. Blur appears only here. */
import { Eye } from "lucide-react";
import type { CSSProperties } from "react";
import type { Generation } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { ratioOf } from "./input-options.ts";
import { previewWidth } from "./media-box.ts";

export function LivePreview({ generation }: { generation: Generation }) {
  const { preview, inputData, progress } = generation;
  return (
    <div
      className="media-edge w-full self-start rounded-xl sm:w-(--preview-width) max-sm:order-first max-sm:rounded-none"
      style={
        {
          aspectRatio: String(ratioOf(inputData.aspectRatio)),
          "--preview-width": `${previewWidth(inputData.aspectRatio)}px`,
        } as CSSProperties
      }
    >
      <div aria-hidden="true" className={classNames("absolute inset-0", !preview && "animate-shimmer")} />
      {preview && (
        <img
          src={preview}
          alt="Unfinished picture, still blurred"
          className="absolute inset-0 size-full scale-110 object-cover blur-xl animate-appear"
        />
      )}
      {preview && (
        <span className="absolute bottom-2 left-2 z-1 inline-flex h-5.5 items-center gap-1.25 rounded-xs bg-(--scrim-chip) px-1.75 text-small font-medium text-(--text-on-image)">
          <Eye aria-hidden="true" size={14} />
          Preview, {Math.round(progress)}%
        </span>
      )}
    </div>
  );
}
