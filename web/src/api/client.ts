/**
 * The one way to the server: JSON in, JSON out, problems as {@link ApiProblem}.
 *
 * A request that changes state carries the session's CSRF token; a request that costs
 * carries the idempotency key its caller made and keeps, so that sending it again is safe.
 */
import { ApiProblem } from "./problems.ts";
import type { ProblemBody } from "./types.ts";

export type RequestOptions = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Query parameters; undefined and empty ones are left out. */
  query?: Record<string, string | number | undefined>;
  idempotencyKey?: string;
  signal?: AbortSignal;
};

let csrfToken: string | null = null;

/** What a request that changes something carries. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

/** Remembers the token the session answer brought; null after signing out. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/**
 * Sends one request to `/api` + `path`.
 *
 * @returns the parsed answer, or undefined for an empty one (204).
 * @throws ApiProblem for every answer that is not a success and for a lost connection.
 *   An aborted request throws the platform's AbortError.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = "GET", body, idempotencyKey, signal } = options;
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (method !== "GET" && csrfToken) headers.set("X-CSRF-Token", csrfToken);
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);

  let response: Response;
  try {
    response = await fetch(`/api${path}${queryString(options.query)}`, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem(localProblem("offline", 0, "The server did not answer."));
  }
  if (!response.ok) throw new ApiProblem(await readProblem(response));
  if (response.status === 204) return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new ApiProblem(localProblem("unreadable_answer", response.status, "The answer is not JSON."));
  }
}

function queryString(query: RequestOptions["query"]): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

async function readProblem(response: Response): Promise<ProblemBody> {
  const fallback = localProblem(
    response.status === 404 ? "not_found" : "unreadable_answer",
    response.status,
    `The server answered ${response.status}.`,
  );
  try {
    const body = (await response.json()) as Partial<ProblemBody>;
    return typeof body.code === "string" ? { ...fallback, ...body } : fallback;
  } catch {
    return fallback;
  }
}

function localProblem(code: string, status: number, detail: string): ProblemBody {
  return { type: `/problems/${code}`, code, title: detail, status, detail };
}
