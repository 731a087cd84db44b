/** The places of the app, named once for the header, the sidebar and the bottom bar. */
import { CircleUserRound, History, LayoutGrid, type LucideIcon, Sparkles } from "lucide-react";
import { CREATE_FLOW } from "../create-flow.ts";

export type Place = {
  name: string;
  icon: LucideIcon;
  to: "/flow/$flowId" | "/flows" | "/history" | "/account";
  params?: { flowId: string };
  /** The place is current for every address that starts so. */
  prefix: string;
};

export const CREATE: Place = {
  name: "Create",
  icon: Sparkles,
  to: "/flow/$flowId",
  params: { flowId: CREATE_FLOW },
  prefix: "/flow/",
};
export const FLOWS: Place = { name: "Flows", icon: LayoutGrid, to: "/flows", prefix: "/flows" };
export const HISTORY: Place = { name: "History", icon: History, to: "/history", prefix: "/history" };
export const ACCOUNT: Place = { name: "Account", icon: CircleUserRound, to: "/account", prefix: "/account" };

/** The attribute of a link to the place the person is at. */
export function currentAt(pathname: string, place: Place): "page" | undefined {
  return pathname.startsWith(place.prefix) ? "page" : undefined;
}
