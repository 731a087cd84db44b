import { describe, expect, it } from "vitest";
import type { CheckedPrice } from "../../api/offer-types.ts";
import { isLower, thenWords } from "./price-words.ts";

const amount = (minor: number) => ({ minor, currency: "INR", text: `₹${minor / 100}` });
const price = (due: number, coupon: string | null): CheckedPrice => ({
  regular: amount(49_900),
  due: amount(due),
  credits: 500,
  coupon,
  title: coupon && "Students",
  periods: 1,
  // biome-ignore lint/suspicious/noThenProperty: the name of a field of the answer
  then: amount(49_900),
});

describe("prices with a code", () => {
  it("are told apart from regular ones", () => {
    expect(isLower(price(29_940, "STUDENT40"))).toBe(true);
    expect(isLower(price(49_900, null))).toBe(false);
  });

  it("say when the regular price begins", () => {
    expect(thenWords(1, "monthly")).toBe("Then each month");
    expect(thenWords(3, "monthly")).toBe("After 3 months, each month");
    expect(thenWords(1, "annual")).toBe("Then each year");
  });
});
