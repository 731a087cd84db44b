/** The audit of the ledger and corrections of credits, for those who run the installation. Others get 404. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Adjustment, AdjustmentBody, AuditReport, Page } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

export const auditsQuery = queryOptions({
  queryKey: ["audits"],
  queryFn: ({ signal }) => request<Page<AuditReport>>("/admin/ledger/audit", { signal }),
});

export const adjustmentsQuery = queryOptions({
  queryKey: ["adjustments"],
  queryFn: ({ signal }) => request<Page<Adjustment>>("/admin/credits", { signal }),
});

export function useRunAudit() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => request<AuditReport>("/admin/ledger/audit", { method: "POST", body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: auditsQuery.queryKey }),
    onError: (error) => toast({ tone: "bad", title: "Not audited", detail: wordsFor(error).sentence }),
  });
}

export function useAdjust() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: AdjustmentBody) => request<Adjustment>("/admin/credits", { method: "POST", body }),
    onSuccess: (made) => {
      const waits = made.state === "waiting";
      toast({ tone: "ok", title: waits ? "A second administrator has to agree" : "Made" });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: adjustmentsQuery.queryKey }),
  });
}

export function useDecide() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ id, agree }: { id: string; agree: boolean }) =>
      request<Adjustment>(`/admin/credits/${id}/decision`, { method: "POST", body: { agree } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: adjustmentsQuery.queryKey }),
    onError: (error) => toast({ tone: "bad", title: "Not decided", detail: wordsFor(error).sentence }),
  });
}
