/** Starts a run. Sending the same request with the same key again answers the same run. */
import { request } from "../../api/client.ts";
import { ApiProblem } from "../../api/problems.ts";
import type { Generation } from "../../api/types.ts";
import type { PendingSend } from "./draft-store.ts";

export function triggerWorkflow({ idempotencyKey, body }: PendingSend): Promise<Generation> {
  return request<Generation>("/trigger-workflow", { method: "POST", body, idempotencyKey });
}

/** Whether we do not know if the run was started: then the request must be kept and sent again as it was. */
export function wasUnanswered(error: unknown): boolean {
  return (
    !(error instanceof ApiProblem) ||
    error.status === 0 ||
    error.status >= 500 ||
    error.code === "unreadable_answer"
  );
}

/** Looks whether an unanswered request did start its run; `null` if it did not. */
export async function findStarted(generationId: string, signal?: AbortSignal): Promise<Generation | null> {
  try {
    return await request<Generation>(`/generations/${generationId}`, { signal });
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}
