/** Keys of providers: those of the installation (for administrators), and those a workspace brings. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { AddedKey, KeyCheck, OwnKeys, Page } from "../../api/types.ts";
import { toast } from "../../ui/toast.tsx";

/** Whose keys they are: the two have addresses of their own. */
export type KeyScope = "installation" | "own";

export const ownKeysQuery = queryOptions({
  queryKey: ["own-keys"],
  queryFn: ({ signal }) => request<Page<OwnKeys>>("/provider-keys", { signal }),
});

const ADDRESS = { installation: "/admin/provider-keys", own: "/provider-keys" } as const;

function useLookAgain() {
  const queryClient = useQueryClient();
  // What can be chosen and what it costs follows from the keys.
  return () =>
    Promise.all(
      ["own-keys", "providers", "flows"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
    );
}

/** Adds a key; the server asks the provider about it first. The key is kept nowhere in the page. */
export function useAddKey(scope: KeyScope, provider: string) {
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: (key: string) =>
      scope === "own"
        ? request<AddedKey>("/provider-keys", { method: "POST", body: { provider, key } })
        : request<AddedKey>(`/admin/providers/${provider}/keys`, { method: "POST", body: { key } }),
    gcTime: 0,
    onSuccess: (added) => {
      toast({ tone: "ok", title: `The key …${added.lastFour} is saved and in use` });
      return lookAgain();
    },
  });
}

export function useSwitchKey(scope: KeyScope) {
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: ({ id, switchedOn }: { id: string; switchedOn: boolean }) =>
      request<AddedKey>(`${ADDRESS[scope]}/${id}`, { method: "PUT", body: { switchedOn } }),
    onError: (error) => toast({ tone: "bad", title: "Not changed", detail: wordsFor(error).sentence }),
    onSettled: lookAgain,
  });
}

export function useRemoveKey(scope: KeyScope) {
  const lookAgain = useLookAgain();
  return useMutation({
    mutationFn: (id: string) => request<void>(`${ADDRESS[scope]}/${id}`, { method: "DELETE" }),
    onSuccess: () => toast({ tone: "ok", title: "The key is removed" }),
    onError: (error) => toast({ tone: "bad", title: "Not removed", detail: wordsFor(error).sentence }),
    onSettled: lookAgain,
  });
}

export function useCheckKey(scope: KeyScope) {
  return useMutation({
    mutationFn: (id: string) =>
      request<KeyCheck>(`${ADDRESS[scope]}/${id}/check`, { method: "POST", body: {} }),
    onSuccess: ({ works, sentence }) => toast({ tone: works === false ? "bad" : "ok", title: sentence }),
    onError: (error) => toast({ tone: "bad", title: "Not tested", detail: wordsFor(error).sentence }),
  });
}
