import { afterEach, expect, test, vi } from "vitest";
import { isMissingPart, keepTrying } from "./keep-trying.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

const sentence = (address: string) =>
  new TypeError(`Failed to fetch dynamically imported module: ${address}`);

test("a part that does not arrive is asked for again until it does", async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => {
    if (load.mock.calls.length < 4) throw new TypeError("Failed to fetch");
    return "the part";
  });
  const part = keepTrying(load);
  await vi.advanceTimersByTimeAsync(7_000);
  expect(await part).toBe("the part");
  expect(load).toHaveBeenCalledTimes(4);
});

const missing = () => {
  throw sentence(`${window.location.origin}/assets/Answer-1.js`);
};

test("where the file can be had and the browser still says no, the page is loaded anew, once", async () => {
  vi.useFakeTimers();
  const asked = vi.fn(async () => new Response("", { status: asked.mock.calls.length > 1 ? 200 : 503 }));
  vi.stubGlobal("fetch", asked);
  const reload = vi.fn();
  void keepTrying(async () => missing(), reload);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reload).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(reload).toHaveBeenCalledTimes(1);
  expect(asked).toHaveBeenCalledWith("/assets/Answer-1.js", { cache: "reload" });
  // The new page has the same trouble: it says so in the end instead of going round in circles.
  const failure = keepTrying(async () => missing(), reload).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isMissingPart(await failure)).toBe(true);
  expect(reload).toHaveBeenCalledTimes(1);
});

test("a file that does not arrive by any way does not cost the page", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
  const reload = vi.fn();
  const failure = keepTrying(async () => missing(), reload).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isMissingPart(await failure)).toBe(true);
  expect(reload).not.toHaveBeenCalled();
});

test("a part that is gone for good fails in the end", async () => {
  vi.useFakeTimers();
  const load = vi.fn(async () => {
    throw new TypeError("Failed to fetch");
  });
  const failure = keepTrying(load).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await failure).toBeInstanceOf(TypeError);
  expect(load).toHaveBeenCalledTimes(6);
});

test("the sentences of browsers for a part that did not arrive are known", () => {
  expect(isMissingPart(sentence(`${window.location.origin}/assets/A.js`))).toBe(true);
  const firefox = `error loading dynamically imported module: ${window.location.origin}/assets/A.js`;
  expect(isMissingPart(new TypeError(firefox))).toBe(true);
  expect(isMissingPart(new TypeError("Importing a module script failed."))).toBe(true);
  expect(isMissingPart(new TypeError("x is not a function"))).toBe(false);
});
