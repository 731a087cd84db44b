/** A save dialog that says yes to every name and keeps what is written, where a test can look at it. */
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    savedFile?: { name: string; bytes: Uint8Array };
  }
}

/** From the next page load on, saving goes into `window.savedFile` once the file is complete. */
export async function answerSaveDialog(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) => ({
      createWritable: async () => {
        const parts: Uint8Array<ArrayBuffer>[] = [];
        return new WritableStream<Uint8Array<ArrayBuffer>>({
          write: (part) => {
            parts.push(part);
          },
          close: async () => {
            const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
            window.savedFile = { name: suggestedName, bytes };
          },
        });
      },
    });
    Object.assign(window, { showSaveFilePicker });
  });
}
