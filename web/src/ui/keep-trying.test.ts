import { afterEach, expect, test, vi } from "vitest";
import { isMissingPart, keepTrying } from "./keep-trying.ts";

afterEach(() => vi.useRealTimers());

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

test("a part is asked for under another address, because a browser may remember that the first gave nothing", async () => {
  vi.useFakeTimers();
  const load = vi.fn(async (): Promise<string> => {
    throw sentence(`${window.location.origin}/assets/Answer-1.js`);
  });
  const importAt = vi.fn(async (address: string) => {
    if (address.endsWith("?try=1")) throw sentence(address);
    return "the part";
  });
  const part = keepTrying(load, importAt);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await part).toBe("the part");
  expect(importAt.mock.calls).toEqual([["/assets/Answer-1.js?try=1"], ["/assets/Answer-1.js?try=2"]]);
});

test("nothing is loaded from elsewhere, whatever a sentence says", async () => {
  vi.useFakeTimers();
  const load = async (): Promise<string> => {
    throw sentence("https://elsewhere.example/assets/Answer-1.js");
  };
  const importAt = vi.fn(async () => "the part");
  const failure = keepTrying(load, importAt).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isMissingPart(await failure)).toBe(false);
  expect(importAt).not.toHaveBeenCalled();
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
