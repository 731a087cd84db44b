/** The link for friends, and what came of it. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Invitations } from "../../api/offer-types.ts";

export const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: ({ signal }) => request<Invitations>("/account/invitations", { signal }),
});
