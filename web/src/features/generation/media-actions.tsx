/** What can be done with a picture: one list that buttons, the long-press sheet, the details and the keyboard read. */
import { CornerDownLeft, Download, ImagePlus, Info, Link, type LucideIcon } from "lucide-react";
import type { Asset } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";
import { copyText } from "./copy-text.ts";
import { downloadAsset } from "./download-asset.ts";

export type MediaAction = {
  id: "download" | "copy-link" | "use-words" | "use-as-input" | "details";
  label: string;
  keys?: string;
  icon: LucideIcon;
  run: () => void;
};

export function mediaActions(
  asset: Asset,
  handlers: { onUseWords: () => void; onDetails: () => void; onUseAsInput?: () => void },
): MediaAction[] {
  return [
    { id: "download", label: "Download", keys: "D", icon: Download, run: () => void download(asset) },
    { id: "copy-link", label: "Copy link", keys: "C", icon: Link, run: () => void copyLink(asset) },
    { id: "use-words", label: "Use the words again", icon: CornerDownLeft, run: handlers.onUseWords },
    ...(handlers.onUseAsInput
      ? [{ id: "use-as-input" as const, label: "Use as input", icon: ImagePlus, run: handlers.onUseAsInput }]
      : []),
    { id: "details", label: "Details", keys: "I", icon: Info, run: handlers.onDetails },
  ];
}

async function download(asset: Asset): Promise<void> {
  try {
    const outcome = await downloadAsset(asset);
    if (outcome === "saved") toast({ tone: "ok", title: "Saved", detail: asset.filename });
  } catch {
    toast({
      tone: "bad",
      title: "Not saved",
      detail: "The file did not arrive. It is still here; download it again.",
    });
  }
}

async function copyLink(asset: Asset): Promise<void> {
  const copied = await copyText(new URL(asset.url, window.location.href).href);
  toast(
    copied
      ? { tone: "ok", title: "Link copied", detail: "It opens for you, while you are signed in." }
      : { tone: "bad", title: "Link not copied", detail: "The browser did not allow it." },
  );
}
