/** Signing out: ends the session on the server, forgets everything loaded for it here. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client.ts";
import { closeSession } from "./session.ts";

export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>("/auth/sign-out", { method: "POST" }),
    onSuccess: () => closeSession(queryClient),
  });
}
