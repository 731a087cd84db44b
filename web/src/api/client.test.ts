import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { request, setCsrfToken } from "./client.ts";
import type { ApiProblem } from "./problems.ts";

const fetchMock = vi.fn<typeof fetch>();

beforeEach(() => vi.stubGlobal("fetch", fetchMock));
afterEach(() => {
  vi.unstubAllGlobals();
  fetchMock.mockReset();
  setCsrfToken(null);
});

function answer(status: number, body: unknown): void {
  const text = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  fetchMock.mockResolvedValueOnce(new Response(text, { status }));
}

async function failure(promise: Promise<unknown>): Promise<ApiProblem> {
  return promise.then(
    () => Promise.reject(new Error("the request succeeded")),
    (error: ApiProblem) => error,
  );
}

const sentHeaders = () => new Headers(fetchMock.mock.calls[0]?.[1]?.headers);

test("a request that changes state carries the session's token and its own key", async () => {
  setCsrfToken("token-1");
  answer(202, { id: "gen_1" });
  await expect(
    request("/trigger-workflow", { method: "POST", body: { flowId: "f" }, idempotencyKey: "key-1" }),
  ).resolves.toEqual({ id: "gen_1" });
  expect(sentHeaders().get("X-CSRF-Token")).toBe("token-1");
  expect(sentHeaders().get("Idempotency-Key")).toBe("key-1");
  expect(fetchMock.mock.calls[0]?.[1]?.body).toBe('{"flowId":"f"}');
});

test("a request that only reads carries no token", async () => {
  setCsrfToken("token-1");
  answer(200, {});
  await request("/flows");
  expect(sentHeaders().get("X-CSRF-Token")).toBeNull();
});

test("query parameters that are not set are left out", async () => {
  answer(200, {});
  await request("/conversations", {
    query: { query: "fox & owl", cursor: "", limit: 20, status: undefined },
  });
  expect(fetchMock.mock.calls[0]?.[0]).toBe("/api/conversations?query=fox+%26+owl&limit=20");
});

test("an empty answer is undefined, not a parse error", async () => {
  answer(204, undefined);
  await expect(request("/auth/sign-out", { method: "POST" })).resolves.toBeUndefined();
});

test("a problem keeps its code, status and extras", async () => {
  answer(402, { code: "insufficient_credits", status: 402, detail: "Too few.", needed: 31, available: 19 });
  const error = await failure(request("/trigger-workflow", { method: "POST" }));
  expect([error.code, error.status, error.body.needed]).toEqual(["insufficient_credits", 402, 31]);
});

test("a proxy's HTML error page is a problem of ours", async () => {
  answer(502, "<html>Bad gateway</html>");
  expect((await failure(request("/flows"))).code).toBe("unreadable_answer");
});

test("a lost connection is the code offline", async () => {
  fetchMock.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  expect((await failure(request("/flows"))).code).toBe("offline");
});
