/** Offers, invitations, notices and revenue. */
import type { Narrowed, Schemas, Sent } from "./types.ts";

/** What a pack or plan costs today with a code. */
export type CheckedPrice = Sent<Schemas["CheckedPriceView"]>;
/** The caller's link for friends, and what came of it. */
export type Invitations = Omit<Sent<Schemas["InvitationsView"]>, "friends"> & { friends: InvitedFriend[] };
export type InvitedFriend = Narrowed<
  Schemas["ReferralView"],
  { status: "waiting" | "granted" | "refused" | "taken_back" }
>;
/** Something offered to who leaves or has left. */
export type Offer = Sent<Schemas["OfferView"]>;
export type Offers = { leaving: Offer | null; returning: Offer | null };
/** Something that the workspace was told. */
export type Notice = Narrowed<Schemas["NoticeView"], { tone: "info" | "ok" | "bad" }>;
/** What the operator earns, the newest month first. */
export type Revenue = Sent<Schemas["RevenueView"]>;
export type RevenueMonth = Revenue["months"][number];
