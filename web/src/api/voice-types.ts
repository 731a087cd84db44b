/** What can speak on this machine. */
import type { Schemas, Sent } from "./types.ts";

/** A voice of this machine. */
export type Voice = Sent<Schemas["VoiceView"]>;
