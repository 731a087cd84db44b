/** The providers of the installation, for those who run it. Others get 404. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Page, ProviderState } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

/** Load and breakers move all the time and no event tells them. */
const LOOK_EVERY_MS = 5_000;

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => request<Page<ProviderState>>("/admin/providers", { signal }),
  refetchInterval: LOOK_EVERY_MS,
});

export function useSwitchProvider() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, paused }: { id: string; paused: boolean }) =>
      request<ProviderState>(`/admin/providers/${id}`, { method: "PUT", body: { paused } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: providersQuery.queryKey }),
    onError: (error) => toast({ tone: "bad", title: "Not changed", detail: wordsFor(error).sentence }),
  });
}
