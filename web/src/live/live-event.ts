/**
 * What the server's event stream says, parsed at the edge.
 *
 * Every event carries `seq`, a number that grows by one inside a workspace, so a reader can tell a late event (ignore it) from a lost one (refetch).
 * The stream is not ours in the sense of types: a proxy may cut a line, a newer server may send a new kind. Anything that does not parse is `null`
 * and is treated by the reader as "nothing happened", because the sequence of the next event will show the gap.
 */
import type { LiveEvent } from "../api/types.ts";

/** The kinds the browser has to subscribe to by name: named events never reach `onmessage`. */
export const LIVE_EVENT_TYPES = [
  "hello",
  "reset",
  "generation.updated",
  "balance.updated",
  "conversation.updated",
  "conversation.deleted",
  "batch.updated",
  "queue.moved",
  "notice.posted",
] as const satisfies readonly LiveEvent["type"][];

/** Parses one event. `type` is the stream's event name; `text` its data line; `lastEventId` its id line. */
export function parseLiveEvent(type: string, text: string, lastEventId: string): LiveEvent | null {
  const body = parseObject(text);
  if (!body) return null;
  const seq = readSequence(body.seq, lastEventId);
  if (seq === null) return null;
  if (type === "hello") return { seq, type };
  const at = typeof body.at === "number" ? body.at : 0;
  if (type === "reset") return { seq, at, type };
  const data = isObject(body.data) ? body.data : null;
  if (!data) return null;
  switch (type) {
    case "generation.updated":
    case "batch.updated":
      return isIdentified(data) && typeof data.version === "number"
        ? ({ seq, at, type, data } as unknown as LiveEvent)
        : null;
    case "conversation.updated":
      return isIdentified(data) && typeof data.updatedAt === "number"
        ? ({ seq, at, type, data } as unknown as LiveEvent)
        : null;
    case "conversation.deleted":
      return isIdentified(data) ? { seq, at, type, data: { id: data.id } } : null;
    case "balance.updated":
      return typeof data.available === "number" && typeof data.held === "number"
        ? { seq, at, type, data: { available: data.available, held: data.held } }
        : null;
    case "queue.moved":
      return Array.isArray(data.items) && data.items.every(isPlace)
        ? ({ seq, at, type, data } as unknown as LiveEvent)
        : null;
    case "notice.posted":
      return typeof data.id === "number" && typeof data.title === "string"
        ? ({ seq, at, type, data } as unknown as LiveEvent)
        : null;
    default:
      return null;
  }
}

type UnknownObject = Record<string, unknown>;

function isObject(value: unknown): value is UnknownObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIdentified(value: UnknownObject): value is UnknownObject & { id: string } {
  return typeof value.id === "string";
}

function isPlace(value: unknown): boolean {
  return isObject(value) && isIdentified(value) && typeof value.position === "number";
}

function parseObject(text: string): UnknownObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function readSequence(fromBody: unknown, lastEventId: string): number | null {
  if (typeof fromBody === "number" && Number.isSafeInteger(fromBody)) return fromBody;
  if (lastEventId === "") return null;
  const fromId = Number(lastEventId);
  return Number.isSafeInteger(fromId) ? fromId : null;
}
