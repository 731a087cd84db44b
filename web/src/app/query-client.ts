/**
 * How server data is kept: fresh for 30 s (live events say sooner what changed), asked again
 * once after a lost connection, never after a problem the server named.
 */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../api/problems.ts";
import { closeSession, sessionQuery } from "../features/auth/session.ts";

export function createQueryClient(): QueryClient {
  // A session that ended elsewhere shows itself as this code on any request.
  const onError = (error: unknown) => {
    if (!(error instanceof ApiProblem)) return;
    if (error.code === "not_signed_in") closeSession(queryClient);
    // Another tab may have signed in again; the next try then carries that session's token.
    if (error.code === "csrf_rejected") void queryClient.invalidateQueries(sessionQuery);
  };
  const queryClient: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 30_000, retry: (failures, error) => failures < 1 && wasLost(error) },
      mutations: { retry: false },
    },
  });
  return queryClient;
}

function wasLost(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === "offline" || error.status >= 502);
}
