/** Runs that are worked on, and submits whose outcome nobody knows: for those who run the installation. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Page, RunningRun, StepDecision, UnresolvedStep } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

const LOOK_EVERY_MS = 5_000;

export const runningQuery = queryOptions({
  queryKey: ["queue", "runs"],
  queryFn: ({ signal }) => request<Page<RunningRun>>("/admin/queue/runs", { signal }),
  refetchInterval: LOOK_EVERY_MS,
});

export const unresolvedQuery = queryOptions({
  queryKey: ["queue", "unresolved"],
  queryFn: ({ signal }) => request<Page<UnresolvedStep>>("/admin/steps?state=unresolved", { signal }),
  refetchInterval: LOOK_EVERY_MS,
});

export function useResolveStep() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: StepDecision & { id: string }) =>
      request<UnresolvedStep>(`/admin/steps/${id}/resolve`, { method: "POST", body }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: unresolvedQuery.queryKey }),
    onError: (error) => toast({ tone: "bad", title: "Not decided", detail: wordsFor(error).sentence }),
  });
}
