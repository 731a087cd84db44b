import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setPreference } from "../../ui/preferences.ts";
import { useCounted } from "./use-counted.ts";

beforeEach(() =>
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "performance"] }),
);
afterEach(() => {
  vi.useRealTimers();
  setPreference("reducedMotion", false);
});

const pass = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

function counted(first: number | undefined) {
  return renderHook(({ value }) => useCounted(value), { initialProps: { value: first } });
}

test("the first balance stands at once", () => {
  const { result, rerender } = counted(undefined);
  rerender({ value: 50 });
  expect(result.current).toBe(50);
});

test("a changed balance passes through values between and arrives within 400 ms", () => {
  const { result, rerender } = counted(50);
  rerender({ value: 19 });
  expect(result.current).toBe(50);
  pass(100);
  expect(result.current).toBeLessThan(50);
  expect(result.current).toBeGreaterThan(19);
  pass(400);
  expect(result.current).toBe(19);
});

test("with reduced motion a changed balance stands at once", () => {
  setPreference("reducedMotion", true);
  const { result, rerender } = counted(50);
  rerender({ value: 19 });
  expect(result.current).toBe(19);
});

test("a balance that changes again on the way goes on from the figure shown", () => {
  const { result, rerender } = counted(50);
  rerender({ value: 0 });
  pass(150);
  const between = result.current;
  rerender({ value: 50 });
  expect(result.current).toBe(between);
  pass(500);
  expect(result.current).toBe(50);
});
