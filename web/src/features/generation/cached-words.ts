/** Where a result comes from that was made before. */
import { formatWhen } from "../../ui/format.ts";

/** "Identical result from 21 Nov"; of today with its time. */
export function cachedWords(madeAt: number, now: number = Date.now()): string {
  const when = formatWhen(madeAt, now);
  return `Identical result from ${when.includes(":") ? `today, ${when}` : when}`;
}
