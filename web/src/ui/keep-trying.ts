/**
 * Loading a part of the app when the server may be away for a moment: a restart must not cost the screen that is open. What stands in for the part stays
 * until it has come. A part that is gone for good (a newer version took its place) fails after half a minute, and the page says so.
 *
 * A browser may remember for the life of the page that an address gave nothing and never ask again (Chromium 150 does, 156 does not; measured
 * 2026-11-23). Where the file can be had and the import still fails, only a new page helps: it is loaded anew, once for each file. Drafts are kept.
 */

/** The waits before each further try, in milliseconds. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Calls `load` until it succeeds, which imports one file. Rejects with its last error when the tries are used up. */
export async function keepTrying<Part>(
  load: () => Promise<Part>,
  reload: () => void = () => window.location.reload(),
): Promise<Part> {
  for (const [index, wait] of WAITS_MS.entries()) {
    try {
      return await load();
    } catch (error) {
      const address = addressOf(error);
      if (index > 0 && address !== null && (await arrives(address)) && isFirstTime(address)) {
        reload();
        return new Promise(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
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

async function arrives(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { cache: "reload" })).ok;
  } catch {
    return false;
  }
}

/** Notes that the page is loaded anew for a file; a browser that keeps no notes is never sent round in circles. */
function isFirstTime(address: string): boolean {
  try {
    const key = `reloaded-for:${address}`;
    if (sessionStorage.getItem(key) !== null) return false;
    sessionStorage.setItem(key, "yes");
    return true;
  } catch {
    return false;
  }
}
