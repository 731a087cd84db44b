import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { asset } from "../../live/test-fixtures.ts";
import "../../ui/test-patience.ts";
import { TooltipProvider } from "../../ui/tooltip.tsx";
import { downloadAsset } from "./download-asset.ts";
import { MediaCard } from "./MediaCard.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show() {
  const on = { details: vi.fn(), fullScreen: vi.fn(), words: vi.fn() };
  const { container } = render(
    <TooltipProvider>
      <MediaCard
        asset={asset()}
        preview={null}
        fresh={false}
        selected={false}
        lazy={false}
        onDetails={on.details}
        onFullScreen={on.fullScreen}
        onUseWords={on.words}
      />
    </TooltipProvider>,
  );
  return { on, figure: container.querySelector("figure.media-preview") as HTMLElement };
}

describe("a finished picture", () => {
  it("is a figure with the server's words as alt text, and keeps its place by its size", () => {
    const { figure } = show();
    const picture = screen.getByRole("img", { name: "Generated picture: a fox at dawn by a mountain lake" });
    expect(figure.contains(picture)).toBe(true);
    expect(figure.style.aspectRatio).toBe(String(1024 / 768));
    expect(figure.style.backgroundColor).toBe("rgb(43, 53, 80)");
  });

  it("shows squares behind what is transparent, once there is something to see", () => {
    show();
    const picture = screen.getByRole("img");
    expect(picture.classList).not.toContain("see-through");
    fireEvent.load(picture);
    expect(picture.classList).toContain("see-through");
  });

  it("opens its details by a click, full screen by two, and both are not needed with the keyboard", () => {
    const { on } = show();
    const picture = screen.getByRole("img");
    fireEvent.click(picture);
    expect(on.details).toHaveBeenCalledTimes(1);
    fireEvent.doubleClick(picture);
    expect(on.fullScreen).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole("button", { name: "Details" }));
    expect(on.details).toHaveBeenCalledTimes(2);
    fireEvent.click(screen.getByRole("button", { name: "Use the words again" }));
    expect(on.words).toHaveBeenCalledTimes(1);
  });

  it("waits for the second click of a mouse, so that two open full screen and nothing else", () => {
    vi.useFakeTimers();
    const { on } = show();
    const picture = screen.getByRole("img");
    const click = () => {
      // This environment's pointer events do not know what points.
      fireEvent(
        picture,
        Object.assign(new MouseEvent("pointerdown", { bubbles: true }), { pointerType: "mouse" }),
      );
      fireEvent.click(picture);
    };
    click();
    vi.advanceTimersByTime(100);
    click();
    fireEvent.doubleClick(picture);
    vi.advanceTimersByTime(1_000);
    expect(on.fullScreen).toHaveBeenCalledTimes(1);
    expect(on.details).not.toHaveBeenCalled();

    click();
    expect(on.details).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(on.details).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });

  it("copies the whole address", async () => {
    const writeText = vi.fn(async () => undefined);
    vi.stubGlobal("navigator", { ...navigator, clipboard: { writeText } });
    show();
    fireEvent.click(screen.getByRole("button", { name: "Copy link" }));
    await waitFor(() =>
      expect(writeText).toHaveBeenCalledWith(`${window.location.origin}/api/files/ast_01jcgfox`),
    );
  });

  it("shows the same actions for a long press, which then does not count as a tap", async () => {
    vi.useFakeTimers();
    const { on } = show();
    const picture = screen.getByRole("img");
    // This environment's pointer events do not know what points.
    const down = Object.assign(new MouseEvent("pointerdown", { bubbles: true }), { pointerType: "touch" });
    fireEvent(picture, down);
    act(() => vi.advanceTimersByTime(600));
    vi.useRealTimers();
    fireEvent.pointerUp(picture);
    fireEvent.click(picture);
    expect(on.details).not.toHaveBeenCalled();
    const sheet = await screen.findByRole("dialog", { name: "Picture" }, { timeout: 5_000 });
    expect(
      within(sheet)
        .getAllByRole("button")
        .map(({ textContent }) => textContent),
    ).toEqual(["Download", "Copy link", "Use the words again", "Details"]);
  }, 20_000);
});

describe("downloading", () => {
  it("streams into the file chosen in the save dialog, under the picture's name", async () => {
    const written: number[] = [];
    const createWritable = async () =>
      new WritableStream<Uint8Array>({ write: (chunk) => void written.push(...chunk) });
    const picker = vi.fn(async () => ({ createWritable }));
    vi.stubGlobal("showSaveFilePicker", picker);
    vi.stubGlobal(
      "fetch",
      async (url: string) =>
        new Response(url === "/api/files/ast_01jcgfox?download=1" ? new Uint8Array([1, 2, 3]) : null),
    );
    expect(await downloadAsset(asset())).toBe("saved");
    expect(picker).toHaveBeenCalledWith(expect.objectContaining({ suggestedName: "fox-at-dawn.png" }));
    expect(written).toEqual([1, 2, 3]);
  });

  it("asks for nothing when the dialog is dismissed", async () => {
    vi.stubGlobal("showSaveFilePicker", async () => {
      throw new DOMException("dismissed", "AbortError");
    });
    const fetched = vi.fn();
    vi.stubGlobal("fetch", fetched);
    expect(await downloadAsset(asset())).toBe("dismissed");
    expect(fetched).not.toHaveBeenCalled();
  });

  it("is an ordinary download where there is no dialog", async () => {
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(`${this.getAttribute("href")} as ${this.download}`);
    });
    expect(await downloadAsset(asset())).toBe("started");
    expect(clicked).toEqual(["/api/files/ast_01jcgfox?download=1 as fox-at-dawn.png"]);
  });
});
