/**
 * Loading a part of the app when the server may be away for a moment: a restart must not cost the screen that is open. What stands in for the part stays
 * until it has come. A part that is gone for good (a newer version took its place) fails after half a minute, and the page says so.
 */

/** The waits before each further try, in milliseconds. */
const WAITS_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** Calls `load` until it succeeds. Rejects with its last error when the tries are used up. */
export async function keepTrying<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const wait of WAITS_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return load();
}
