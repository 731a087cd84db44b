/** The flows this server offers. They change with the server's version, not by the minute. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Flow } from "../../api/types.ts";

export const flowsQuery = queryOptions({
  queryKey: ["flows"],
  queryFn: async ({ signal }) => (await request<{ items: Flow[] }>("/flows", { signal })).items,
  staleTime: 5 * 60_000,
});

/** One flow, also an archived one. */
export function flowQuery(id: string) {
  return queryOptions({
    queryKey: ["flows", id],
    queryFn: ({ signal }) => request<Flow>(`/flows/${id}`, { signal }),
    retry: false,
  });
}

export function useFlows() {
  return useQuery(flowsQuery);
}
