/** Saving a picture: through the browser's save dialog where there is one, else as an ordinary download. */
import type { Asset } from "../../api/types.ts";

type SaveFilePicker = (options: {
  suggestedName: string;
  types: { description: string; accept: Record<string, string[]> }[];
}) => Promise<{
  createWritable: () => Promise<WritableStream<Uint8Array>>;
}>;

/** Where its captions are, as SubRip, which every player and editor takes. */
export function subtitlesUrl({ id }: Asset): string {
  return `/api/files/${id}?variant=captions-srt&download=1`;
}

/** The address that answers with `Content-Disposition: attachment`. */
export function downloadUrl(asset: Asset): string {
  return `${asset.url}?download=1`;
}

/** What became of it. `started`: the browser has taken over and says the rest itself. */
export type DownloadOutcome = "saved" | "started" | "dismissed";

/** Streams into the chosen file; the picture is never held in memory whole. */
export async function downloadAsset(asset: Asset): Promise<DownloadOutcome> {
  const picker = (window as { showSaveFilePicker?: SaveFilePicker }).showSaveFilePicker;
  if (!picker) return downloadByLink(asset);
  let file: Awaited<ReturnType<SaveFilePicker>>;
  try {
    file = await picker.call(window, {
      suggestedName: asset.filename,
      types: [{ description: "Picture", accept: { [`image/${asset.format}`]: [`.${asset.format}`] } }],
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return "dismissed";
    // Embedded pages and automated browsers may refuse the dialog.
    return downloadByLink(asset);
  }
  const response = await fetch(downloadUrl(asset), { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Error(`The file answered ${response.status}.`);
  await response.body.pipeTo(await file.createWritable());
  return "saved";
}

function downloadByLink(asset: Asset): DownloadOutcome {
  const link = document.createElement("a");
  link.href = downloadUrl(asset);
  link.download = asset.filename;
  document.body.append(link);
  link.click();
  link.remove();
  return "started";
}
