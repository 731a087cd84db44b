/** What the workspace was told, the newest first. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Notice } from "../../api/offer-types.ts";
import type { Page } from "../../api/types.ts";

const SHOWN = 10;

export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: ({ signal }) => request<Page<Notice>>("/notices", { query: { limit: SHOWN }, signal }),
});

export function useMarkSeen() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (through: number) =>
      request<undefined>("/notices/seen", { method: "POST", body: { through } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
}
