/** What is judged: pictures that wait for a decision, and refusals by rule. */
import type { Narrowed, Schemas } from "./types.ts";

/** What is judged and what was refused, for administrators. */
export type ModerationState = Narrowed<
  Schemas["ModerationView"],
  { pictures: "on" | "off" | "not_fetched" | "unusable"; counts: RefusalCount[] }
>;
export type RefusalCount = Narrowed<Schemas["CountView"], { what: "prompt" | "upload" | "output" }>;
/** A picture that was kept and should be looked at, for administrators. */
export type Review = Narrowed<Schemas["ReviewView"], { what: "upload" | "output" }>;
export type ReviewDecision = "allow" | "remove";
