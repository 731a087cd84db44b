/**
 * Loading a part of the app when the server may be away for a moment: a restart must not cost the screen that is open. What stands in for the part stays
 * until it has come. A part that is gone for good (a newer version took its place) fails after half a minute, and the page says so.
 *
 * A browser may remember for the life of the page that an address gave nothing and never ask again (Chromium until 150 does, 156 does not; measured
 * 2026-11-23). So each further try also asks under an address that it has not seen.
 */

/** The waits before each further try, in milliseconds. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

type ImportAt<Part> = (address: string) => Promise<Part>;

/** Calls `load` until it succeeds, which imports one file. Rejects with its last error when the tries are used up. */
export async function keepTrying<Part>(
  load: () => Promise<Part>,
  importAt: ImportAt<Part> = (address) => import(/* @vite-ignore */ address),
): Promise<Part> {
  for (const [index, wait] of WAITS_MS.entries()) {
    try {
      return await load();
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const address = addressOf(error);
      if (address === null) continue;
      const part = await importAt(`${address}?try=${index + 1}`).catch(() => null);
      if (part !== null) return part;
    }
  }
  return load();
}

/** Whether an error says that a file of the app did not arrive. */
export function isMissingPart(error: unknown): boolean {
  return addressOf(error) !== null || /Importing a module script failed/.test(String(error));
}

/** The address of our own file that a browser's sentence names, without a query; `null` where it names none. */
function addressOf(error: unknown): string | null {
  const named = /dynamically imported module: (\S+)/.exec(String(error))?.[1];
  if (!named || !URL.canParse(named)) return null;
  const { origin, pathname } = new URL(named);
  return origin === window.location.origin ? pathname : null;
}
