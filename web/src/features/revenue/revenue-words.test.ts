import { describe, expect, it } from "vitest";
import { kindWords, moneyTop, monthWords, shareWords } from "./revenue-words.ts";

describe("revenue in words", () => {
  it("names months and shares", () => {
    expect(monthWords("2026-11")).toBe("Nov 2026");
    expect([shareWords(3_333), shareWords(10_000), shareWords(0), shareWords(null), shareWords(150)]).toEqual(
      ["33.33%", "100%", "0%", "–", "1.5%"],
    );
    expect(kindWords({ plan: "studio", interval: "annual", subscribers: 1 })).toBe("Studio, yearly");
  });

  it("finds the top of an axis", () => {
    expect([0, 10, 11, 499, 501, 6_330].map(moneyTop)).toEqual([10, 10, 20, 500, 1_000, 10_000]);
  });
});
