/** What can be spent now. Live events write the same cache entry. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import type { Balance } from "../../api/types.ts";

export const balanceQuery = queryOptions({
  queryKey: ["balance"],
  queryFn: ({ signal }) => request<Balance>("/credits/balance", { signal }),
});

/** The same with its lots and budgets, looked at anew whenever the balance has changed. */
export function useBalanceDetails() {
  const { data: balance } = useBalance();
  return useQuery({
    queryKey: ["credits", balance?.available, balance?.held],
    queryFn: ({ signal }) => request<Balance>("/credits/balance", { signal }),
    placeholderData: keepPreviousData,
  });
}

export function useBalance() {
  return useQuery(balanceQuery);
}
