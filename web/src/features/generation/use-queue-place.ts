/** Where a run stands in line: asked for once, then told by the event `queue.moved`. */
import { useQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Generation, QueuePlace } from "../../api/types.ts";

export function useQueuePlace({ id, status }: Generation): QueuePlace | undefined {
  const waits = status === "queued";
  const { data } = useQuery({
    queryKey: ["place", id],
    queryFn: async ({ signal }): Promise<QueuePlace | null> => {
      const { items } = await request<{ items: QueuePlace[] }>("/queue/positions", {
        query: { ids: id },
        signal,
      });
      return items[0] ?? null;
    },
    enabled: waits,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return waits ? (data ?? undefined) : undefined;
}
