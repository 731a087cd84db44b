/** Takes a fresh session and goes where the person was heading. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { Session } from "../../api/types.ts";
import { openSession } from "./session.ts";

/** @param next a path that {@link nextPath} has let through; the start page without one. */
export function useEnter(next: string | undefined): (session: Session) => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return (session) => {
    openSession(queryClient, session);
    // The start page itself sends someone who is signed in to Create.
    router.history.replace(next ?? "/");
  };
}
