import { expect, test } from "vitest";
import { formatCount, formatCredits, formatDecimal, formatDuration, formatWhen } from "./format.ts";

test.each([
  ["2.5", "2.5"],
  ["-1.625", "−1.625"],
  ["5.00", "5"],
  ["0.10", "0.1"],
  ["100", "100"],
  ["-0.0", "0"],
  // More digits than a floating number holds come through unchanged.
  ["0.1234567890123456789", "0.1234567890123456789"],
])("the exact amount %s reads %s on a receipt", (amount, text) => {
  expect(formatDecimal(amount)).toBe(text);
});

test("credits have a singular, a comma and a true minus", () => {
  expect(formatCredits(1)).toBe("1 credit");
  expect(formatCredits(1284)).toBe("1,284 credits");
  expect(formatCount(-19)).toBe("−19");
});

test.each([
  [780, "0.8 s"],
  [6000, "6 s"],
  [48_400, "48 s"],
  [108_000, "1 min 48 s"],
  [120_000, "2 min"],
])("%i ms reads %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("a time reads by the clock today and by the day before", () => {
  const now = new Date(2026, 10, 22, 23, 30).getTime();
  expect(formatWhen(new Date(2026, 10, 22, 21, 4).getTime(), now)).toBe("21:04");
  expect(formatWhen(new Date(2026, 10, 3, 21, 4).getTime(), now)).toBe("3 Nov");
  expect(formatWhen(new Date(2025, 10, 3, 21, 4).getTime(), now)).toBe("3 Nov 2025");
});
