/** The queue of the whole installation, for those who run it. Others get 404. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { QueueState } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

/** Counts move all the time and no event tells them: looked at again every few seconds, while on screen. */
const LOOK_EVERY_MS = 5_000;

export const queueQuery = queryOptions({
  queryKey: ["queue"],
  queryFn: ({ signal }) => request<QueueState>("/admin/queue", { signal }),
  refetchInterval: LOOK_EVERY_MS,
});

export function useChangeQueue() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (mode: QueueState["mode"]) =>
      request<QueueState>("/admin/queue", { method: "PUT", body: { mode } }),
    onSuccess: (queue) => queryClient.setQueryData(queueQuery.queryKey, queue),
    onError: (error) => toast({ tone: "bad", title: "Not changed", detail: wordsFor(error).sentence }),
  });
}
