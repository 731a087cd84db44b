/**
 * A finished picture. It stands on the plane without a card; its actions come on hover, on focus, or by a long press.
 * It appears blurred, from the last preview, and sharpens where it stands.
 */
import { lazy, Suspense, useState } from "react";
import type { Asset } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { keepTrying } from "../../ui/keep-trying.ts";
import { type MediaAction, mediaActions } from "./media-actions.tsx";
import { mediaBox } from "./media-box.ts";
import { useLoading } from "./use-loading.ts";
import { usePress } from "./use-press.ts";

/** Loaded at the first long press. */
const ActionSheet = lazy(async () => ({
  default: (await keepTrying(() => import("./ActionSheet.tsx"))).ActionSheet,
}));

type MediaCardProps = {
  asset: Asset;
  /** What stood there while it was made. */
  preview: string | null;
  /** It was made before our eyes: then it sharpens; one that was there already just stands there. */
  fresh: boolean;
  selected: boolean;
  /** Below the fold of an older conversation it may load later. */
  lazy: boolean;
  onDetails: () => void;
  onFullScreen: () => void;
  onUseWords: () => void;
  /** Absent where the flow takes no files. */
  onUseAsInput?: () => void;
};

export function MediaCard({
  asset,
  preview,
  fresh,
  selected,
  lazy,
  onDetails,
  onFullScreen,
  onUseWords,
  onUseAsInput,
}: MediaCardProps) {
  const [loaded, setLoaded] = useState(!fresh);
  /** Before its pixels are there nothing hides the squares behind what is transparent. */
  const [drawn, setDrawn] = useState(false);
  const loading = useLoading();
  const [actionsOpen, setActionsOpen] = useState(false);
  const press = usePress({
    onTap: onDetails,
    onDoubleTap: onFullScreen,
    onLongPress: () => setActionsOpen(true),
    patient: !selected,
  });
  const actions = mediaActions(asset, { onUseWords, onDetails, onUseAsInput });

  return (
    <figure
      className={classNames(
        "media-preview media-box media-edge group isolate w-full rounded-xl",
        selected && "outline-2 outline-offset-2 outline-primary-line",
      )}
      style={{ ...mediaBox(asset), backgroundColor: asset.color }}
    >
      {preview && (
        <img
          src={preview}
          alt=""
          aria-hidden="true"
          className={classNames(
            "absolute inset-0 size-full scale-110 object-cover blur-xl",
            loaded && "opacity-0",
          )}
        />
      )}
      {/* With the keyboard the same is behind the Details button. */}
      <img
        key={loading.attempt}
        src={asset.previewUrl}
        alt={asset.alt}
        width={asset.width ?? undefined}
        height={asset.height ?? undefined}
        loading={lazy ? "lazy" : "eager"}
        decoding="async"
        draggable={false}
        onLoad={() => {
          setLoaded(true);
          setDrawn(true);
        }}
        onError={loading.onError}
        {...press}
        className={classNames(
          "absolute inset-0 size-full cursor-zoom-in object-cover transition-[filter,opacity,scale] duration-(--d-slow) ease-out select-none [-webkit-touch-callout:none]",
          loaded && !loading.failed ? "blur-none opacity-100" : "scale-105 opacity-0 blur-xl",
          drawn && "see-through",
        )}
      />
      {loading.failed && (
        <div className="absolute inset-0 z-2 grid place-content-center justify-items-center gap-3 bg-surface-1 p-4 text-center">
          The picture did not load. It is still here.
          <Button onClick={loading.retry}>Load it again</Button>
        </div>
      )}
      {/* A finger cannot hover: there the one that is wanted most stands there always, and a long press brings the rest. */}
      <div className="absolute top-2.5 right-2.5 z-3 flex gap-1 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 max-sm:opacity-100 pointer-coarse:opacity-100">
        {actions.map((action) => (
          <MediaButton key={action.id} action={action} />
        ))}
      </div>
      {actionsOpen && (
        <Suspense>
          <ActionSheet actions={actions} onClose={() => setActionsOpen(false)} />
        </Suspense>
      )}
    </figure>
  );
}

function MediaButton({ action }: { action: MediaAction }) {
  const Icon = action.icon;
  return (
    <IconButton
      label={action.label}
      keys={action.keys}
      onMedia
      onClick={action.run}
      className={action.id === "download" ? undefined : "max-sm:hidden pointer-coarse:hidden"}
    >
      <Icon aria-hidden="true" size={16} />
    </IconButton>
  );
}
