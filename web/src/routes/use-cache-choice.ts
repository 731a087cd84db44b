/** Whether identical results are offered: shown at once as it is chosen, kept with the account, put back where that fails. */
import { useMutation } from "@tanstack/react-query";
import { request } from "../api/client.ts";
import { wordsFor } from "../api/problems.ts";
import type { User } from "../api/types.ts";
import { useReplaceUser } from "../features/auth/session.ts";
import type { CacheChoice } from "../features/generation/use-cached-offer.ts";
import { toast } from "../ui/toast.tsx";

export function useCacheChoice(user: User): CacheChoice {
  const replaceUser = useReplaceUser();
  const keep = useMutation({
    networkMode: "always",
    mutationFn: (next: boolean) =>
      request<User>("/user/profile", { method: "PUT", body: { useCache: next } }),
    onMutate: (next) => replaceUser({ ...user, useCache: next }),
    onSuccess: replaceUser,
    onError: (error) => {
      replaceUser(user);
      toast({ tone: "bad", title: "Not kept", detail: wordsFor(error).sentence });
    },
  });
  return { allowed: user.useCache, allow: (next) => keep.mutate(next) };
}
