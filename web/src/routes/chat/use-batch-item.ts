/** The run of a batch's item that is looked at: the conversation's messages do not carry it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Generation } from "../../api/types.ts";

export function useBatchItem(generations: Generation[], wanted: string | null) {
  const isElsewhere = wanted !== null && !generations.some(({ id }) => id === wanted);
  const item = useQuery({
    queryKey: ["generation", wanted],
    queryFn: ({ signal }) => request<Generation>(`/generations/${wanted}`, { signal }),
    enabled: isElsewhere,
  });
  return {
    find: (id: string | null) =>
      isElsewhere && id === wanted && item.data?.id === id ? item.data : undefined,
  };
}
