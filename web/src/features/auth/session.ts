/**
 * Who is signed in. The session is a query like any other, with one difference: "nobody"
 * is an answer (null), not an error.
 */
import { type QueryClient, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { request, setCsrfToken } from "../../api/client.ts";
import { ApiProblem } from "../../api/problems.ts";
import type { Session, User } from "../../api/types.ts";

/** Set while someone is signed in here, so that the landing page need not wait to know. */
const HINT = "marty.signed-in";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return remember(await request<Session>("/auth/session", { signal }));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return remember(null);
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** Whether this browser was signed in when we last looked. A hint, never a permission. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(HINT) === "1";
}

/** Takes a session just opened by sign-up or sign-in into the cache. */
export function openSession(queryClient: QueryClient, session: Session): void {
  queryClient.setQueryData(sessionQuery.queryKey, remember(session));
}

/** Forgets the session and everything that was loaded for it. */
export function closeSession(queryClient: QueryClient): void {
  remember(null);
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  queryClient.setQueryData(sessionQuery.queryKey, null);
}

/** Puts a changed profile into the session without asking again. */
export function useReplaceUser(): (user: User) => void {
  const queryClient = useQueryClient();
  return (user) =>
    queryClient.setQueryData(sessionQuery.queryKey, (session) => (session ? { ...session, user } : session));
}

function remember(session: Session | null): Session | null {
  setCsrfToken(session?.csrfToken ?? null);
  if (session) localStorage.setItem(HINT, "1");
  else localStorage.removeItem(HINT);
  return session;
}
