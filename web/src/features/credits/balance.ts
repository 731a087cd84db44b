/** What can be spent now. Live events write the same cache entry. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Balance } from "../../api/types.ts";

export const balanceQuery = queryOptions({
  queryKey: ["balance"],
  queryFn: ({ signal }) => request<Balance>("/credits/balance", { signal }),
});

export function useBalance() {
  return useQuery(balanceQuery);
}
