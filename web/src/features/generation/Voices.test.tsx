import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { Voices } from "./Voices.tsx";
import { voicesQuery } from "./voices.ts";

/** Stands in for what a browser plays: it says when it begins and ends. */
class FakeAudio extends EventTarget {
  static made: FakeAudio[] = [];
  static refuses = false;
  paused = false;
  readonly src: string;
  constructor(src: string) {
    super();
    this.src = src;
    FakeAudio.made.push(this);
  }
  play() {
    return FakeAudio.refuses ? Promise.reject(new Error("no sound")) : Promise.resolve();
  }
  pause() {
    this.paused = true;
  }
}

const JOE = {
  id: "joe",
  name: "Joe",
  language: "en-us",
  neural: true,
  previewUrl: "/api/voices/joe/preview",
};
const HINDI = {
  id: "hi",
  name: "Hindi",
  language: "hi",
  neural: false,
  previewUrl: "/api/voices/hi/preview",
};

function show(items: (typeof JOE)[]) {
  const client = new QueryClient();
  client.setQueryData(voicesQuery.queryKey, { items, nextCursor: null });
  return render(
    <QueryClientProvider client={client}>
      <TooltipProvider>
        <Voices />
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  FakeAudio.made = [];
  FakeAudio.refuses = false;
  vi.stubGlobal("Audio", FakeAudio);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("one voice is heard at a time, and stops when it is asked again or the list goes", async () => {
  const list = show([JOE, HINDI]);
  fireEvent.click(screen.getByRole("button", { name: "Hear Joe" }));
  expect(screen.getByRole("button", { name: "Stop Joe" }).getAttribute("aria-busy")).toBe("true");
  const [joe] = FakeAudio.made;
  act(() => void joe?.dispatchEvent(new Event("playing")));
  expect(screen.getByRole("button", { name: "Stop Joe" }).getAttribute("aria-busy")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Hear Hindi" }));
  expect([joe?.paused, FakeAudio.made[1]?.src]).toEqual([true, "/api/voices/hi/preview"]);
  fireEvent.click(screen.getByRole("button", { name: "Stop Hindi" }));
  expect(FakeAudio.made[1]?.paused).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: "Hear Joe" }));
  list.unmount();
  expect(FakeAudio.made[2]?.paused).toBe(true);
});

test("a voice that cannot be heard says so, and an empty list too", async () => {
  FakeAudio.refuses = true;
  const list = show([JOE]);
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "Hear Joe" })));
  expect(screen.getByRole("status").textContent).toContain("could not be heard");
  expect(screen.getByRole("button", { name: "Hear Joe" })).toBeTruthy();
  list.unmount();
  show([]);
  expect(screen.getByText("No voice is installed on this machine.")).toBeTruthy();
});
