import { afterEach, expect, test, vi } from "vitest";
import { keepTrying } from "./keep-trying.ts";

afterEach(() => vi.useRealTimers());

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
