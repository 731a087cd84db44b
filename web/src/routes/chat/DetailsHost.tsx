/** Where the details stand: a column beside the thread, a side sheet on tablets, a sheet from the bottom on phones. Also the picture in full screen. */
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Asset, Flow, Generation } from "../../api/types.ts";
import { ActionList } from "../../features/generation/ActionList.tsx";
import type { QuotePlace } from "../../features/generation/create-quote.ts";
import { DetailsPanel } from "../../features/generation/DetailsPanel.tsx";
import { FullScreen } from "../../features/generation/FullScreen.tsx";
import { mediaActions } from "../../features/generation/media-actions.tsx";
import { useAgain } from "../../features/generation/use-again.ts";
import type { SendState } from "../../features/generation/use-send.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { PHONE, useMediaQuery, WIDE } from "../../ui/use-media-query.ts";

export type DetailsHostProps = {
  generation: Generation | undefined;
  flow: Flow;
  place: QuotePlace | null;
  send: SendState;
  onClose: () => void;
  onUseWords: (generation: Generation) => void;
  fullScreen: Asset | null;
  onFullScreenClose: () => void;
};

export function DetailsHost({
  generation,
  flow,
  place,
  send,
  onClose,
  onUseWords,
  fullScreen,
  onFullScreenClose,
}: DetailsHostProps) {
  const phone = useMediaQuery(PHONE);
  const wide = useMediaQuery(WIDE);
  const active = generation !== undefined;
  const newSeed = useAgain({ place, generation, seed: "new", send, active });
  const sameSeed = useAgain({ place, generation, seed: "same", send, active });
  const asset = generation && pictureOf(generation);

  const panel = generation && asset && (
    <>
      <DetailsPanel
        generation={generation}
        asset={asset}
        flowName={flow.name}
        newSeed={newSeed}
        sameSeed={sameSeed}
      />
      {!wide && (
        <div className="mt-4 border-t border-line-subtle pt-2">
          <ActionList
            actions={mediaActions(asset, {
              onUseWords: () => {
                onClose();
                onUseWords(generation);
              },
              onDetails: onClose,
            }).filter(({ id }) => id !== "details")}
          />
        </div>
      )}
    </>
  );
  return (
    <>
      {phone ? (
        <Sheet open={Boolean(panel)} onOpenChange={(open) => !open && onClose()} title="Details">
          {panel}
        </Sheet>
      ) : (
        panel && (
          <SidePanel key={generation.id} onClose={onClose}>
            {panel}
          </SidePanel>
        )
      )}
      <FullScreen asset={fullScreen} onClose={onFullScreenClose} />
    </>
  );
}

/** The details are about the picture of a run, where it made one. */
function pictureOf({ outputAssets }: Generation): Asset | undefined {
  return outputAssets.find(({ type }) => type === "image") ?? outputAssets[0];
}

/** Does not trap the focus: the thread beside it stays in use. Escape closes it from anywhere inside. */
function SidePanel({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = panel.current;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      onClose();
    };
    element?.addEventListener("keydown", onKey);
    return () => element?.removeEventListener("keydown", onKey);
  }, [onClose]);
  return (
    <aside
      ref={panel}
      aria-label="Details"
      // At the desktop its own height counts for nothing, or a long one would stretch the composer beside it.
      className="overflow-y-auto border-l border-line-subtle bg-sheet p-5 scroll-quiet max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-30 max-lg:w-(--w-details) max-lg:shadow-e3 max-lg:animate-appear lg:contain-size lg:col-start-2 lg:row-span-2 lg:row-start-2"
    >
      <div className="mb-4 flex items-center justify-between">
        <h2 className="font-medium text-strong">Details</h2>
        <IconButton label="Close details" size="sm" onClick={onClose} className="max-lg:size-11">
          <X aria-hidden="true" size={16} />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
