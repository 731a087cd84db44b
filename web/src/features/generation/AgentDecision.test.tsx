import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AgentDecision } from "./AgentDecision.tsx";

function show(status: number, body: unknown) {
  const answer = () =>
    Promise.resolve(
      new Response(JSON.stringify(body), {
        status,
        headers: { "content-type": status === 200 ? "application/json" : "application/problem+json" },
      }),
    );
  const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(answer);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <AgentDecision generationId="gen_1" />
    </QueryClientProvider>,
  );
  return fetched;
}

const open = () => userEvent.click(screen.getByText("How it was decided"));

describe("how a run was decided", () => {
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });

  it("is asked for only when it is opened, and says who read the words and what was called", async () => {
    const fetched = show(200, {
      agent: "i2v",
      model: { provider: "gemini", model: "flash", fellBack: null },
      turns: [
        { role: "user", text: "animate it", toolCalls: [] },
        { role: "assistant", text: "", toolCalls: [{ name: "image-to-video", arguments: { duration: 5 } }] },
      ],
    });
    expect(fetched).not.toHaveBeenCalled();
    await open();
    expect(await screen.findByText("Video agent. Read by flash (gemini).")).toBeTruthy();
    expect(screen.getByText("image-to-video")).toBeTruthy();
    expect(screen.getByText("duration: 5")).toBeTruthy();
  });

  it("says so where no agent was asked", async () => {
    show(404, { type: "about:blank", code: "not_found", title: "Not found", status: 404 });
    await open();
    expect(await screen.findByText(/No agent was asked/)).toBeTruthy();
  });
});
