/** The picture alone, as large as the screen allows. Escape, a press or a swipe down closes it. */
import { Download, X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef } from "react";
import type { Asset } from "../../api/types.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { mediaActions } from "./media-actions.tsx";

type FullScreenProps = { asset: Asset | null; onClose: () => void };

/** How far down, in pixels, a swipe must go to close. */
const CLOSE_AFTER = 80;

export function FullScreen({ asset, onClose }: FullScreenProps) {
  const start = useRef<number | null>(null);
  const plane = useRef<HTMLDivElement>(null);
  if (!asset) return null;
  const download = mediaActions(asset, { onUseWords: onClose, onDetails: onClose })[0];
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          ref={plane}
          aria-describedby={undefined}
          // On a button its tooltip would open, and take the first Escape for itself.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            plane.current?.focus();
          }}
          className="fixed inset-0 z-40 grid place-items-center bg-canvas outline-none animate-appear"
          onPointerDown={(event) => {
            start.current = event.clientY;
          }}
          onPointerUp={(event) => {
            if (start.current !== null && event.clientY - start.current > CLOSE_AFTER) onClose();
            start.current = null;
          }}
        >
          <Radix.Title className="sr-only">{asset.alt}</Radix.Title>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape and the Close button do the same */}
          <img
            src={asset.url}
            alt={asset.alt}
            width={asset.width ?? undefined}
            height={asset.height ?? undefined}
            onClick={onClose}
            className="h-dvh w-full cursor-zoom-out object-contain"
          />
          <div className="absolute top-[calc(12px+env(safe-area-inset-top))] right-3 flex gap-1">
            {download && (
              <IconButton label="Download" onMedia onClick={download.run}>
                <Download aria-hidden="true" size={18} />
              </IconButton>
            )}
            <Radix.Close asChild>
              <IconButton label="Close full screen" onMedia>
                <X aria-hidden="true" size={18} />
              </IconButton>
            </Radix.Close>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
