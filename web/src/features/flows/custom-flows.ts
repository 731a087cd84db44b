/** Saving, checking and archiving flows of one's own. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Flow, FlowCheck, FlowVersion, Page } from "../../api/types.ts";
import { flowsQuery } from "./flows.ts";

/** What is saved: the text of a file, as the next version of a flow or as a new one. */
export type SaveRequest = { source: string; flowId: string | null; installation: boolean };

export function useSaveFlow(onSaved: (flow: Flow) => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ source, flowId, installation }: SaveRequest) =>
      flowId
        ? request<Flow>(`/flows/${flowId}`, { method: "PUT", body: { definition: source } })
        : request<Flow>("/flows", { method: "POST", body: { definition: source, installation } }),
    onSuccess: (flow) => {
      void queryClient.invalidateQueries({ queryKey: flowsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ["flow-versions", flow.id] });
      onSaved(flow);
    },
  });
}

export function useCheckFlow() {
  return useMutation({
    mutationFn: (source: string) =>
      request<FlowCheck>("/flows/check", { method: "POST", body: { definition: source } }),
  });
}

export function useArchiveFlow() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<undefined>(`/flows/${id}`, { method: "DELETE" }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  });
}

export function versionsQuery(id: string) {
  return queryOptions({
    queryKey: ["flow-versions", id],
    queryFn: async ({ signal }) =>
      (await request<Page<FlowVersion>>(`/flows/${id}/versions`, { query: { limit: 100 }, signal })).items,
  });
}

/** The text of one version, as it was written. */
export async function readVersion(id: string, version: number): Promise<string> {
  return (await request<FlowVersion>(`/flows/${id}/versions/${version}`)).source ?? "";
}
