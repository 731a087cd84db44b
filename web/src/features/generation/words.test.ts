import { describe, expect, it } from "vitest";
import { completed, failed, flow, generation, quote, step } from "../../live/test-fixtures.ts";
import { formatBytes } from "./format-bytes.ts";
import {
  countCharacters,
  DEFAULT_OPTIONS,
  fitOptions,
  inputFrom,
  optionsOf,
  parseSeed,
} from "./input-options.ts";
import { quoteLines, timeLeft } from "./quote-lines.ts";
import { railSteps } from "./rail-steps.tsx";
import { receiptOf } from "./receipt.ts";
import { ordinal, progressWords, runTitle, waitWords } from "./run-phrases.ts";

describe("the receipt line", () => {
  it.each([
    ["running", generation(), "2 credits held.", ["Not charged until it is done."]],
    ["done", completed(), "Quoted 2, held 2, charged 2", ["Local studio", "6.2 s"]],
    [
      "done for less",
      completed({ creditsUsed: 1 }),
      "Quoted 2, held 2, charged 1",
      ["1 credit back", "Local studio", "6.2 s"],
    ],
    [
      "done by another model than was quoted",
      completed({ steps: [step({ model: { id: "other", name: "Another model" } })] }),
      "Quoted 2, held 2, charged 2",
      ["Another model", "6.2 s"],
    ],
    [
      "made before",
      completed({
        creditsUsed: 0,
        startedAt: null,
        cached: true,
        cachedFrom: {
          generationId: "gen_1",
          conversationId: "cnv_1",
          madeAt: Date.UTC(2024, 10, 21, 9),
        },
      }),
      "Identical result from 21 Nov 2024",
      ["Charged 0", "Local studio"],
    ],
    ["failed", failed(), "All 2 credits are back.", ["Charged 0"]],
    [
      "failed after a part was made",
      failed({ creditsUsed: 1, creditsReturned: 1 }),
      "Quoted 2, held 2, charged 1",
      ["1 credit back"],
    ],
    ["cancelled", failed({ status: "cancelled", error: null }), "All 2 credits are back.", ["Charged 0"]],
    [
      "one credit came back",
      failed({ quote: { ...quote(), credits: 1 } }),
      "Your 1 credit is back.",
      ["Charged 0"],
    ],
  ])("%s", (_, run, title, facts) => {
    expect(receiptOf(run)).toMatchObject({ title, facts });
  });
});

describe("the price in lines", () => {
  it("keeps exact decimals, signs and the one rounding", () => {
    const factors = [
      { code: "base" as const, label: "Picture, FLUX.1 [dev]", multiplier: null, amount: "5" },
      { code: "quality" as const, label: "Quality high", multiplier: "1.5", amount: "2.500" },
      { code: "base" as const, label: "Video 5 s", multiplier: null, amount: "20" },
      { code: "batch" as const, label: "One take", multiplier: "1", amount: "0.0" },
      { code: "tier" as const, label: "Creator plan", multiplier: "0.95", amount: "-1.625" },
      { code: "rounding" as const, label: "Rounding", multiplier: null, amount: "0.125" },
    ];
    expect(quoteLines(factors).map(({ label, figure }) => `${label} ${figure}`)).toEqual([
      "Picture, FLUX.1 [dev] 5",
      "Quality high, ×1.5 +2.5",
      "Video 5 s 20",
      "Creator plan, ×0.95 −1.625",
      "Rounded up, once +0.125",
    ]);
  });
  it.each([
    [582_000, "9:42"],
    [600_000, "10:00"],
    [999, "0:01"],
    [-5, "0:00"],
  ])("%d ms left is %s", (left, text) => {
    expect(timeLeft(left)).toBe(text);
  });
});

describe("a run in words", () => {
  it.each([
    [1, "1st"],
    [2, "2nd"],
    [3, "3rd"],
    [4, "4th"],
    [11, "11th"],
    [12, "12th"],
    [22, "22nd"],
    [113, "113th"],
  ])("%d is %s", (place, text) => {
    expect(ordinal(place)).toBe(text);
  });
  it("names the work", () => {
    expect(runTitle(generation())).toBe("Painting light and shade");
    expect(runTitle(generation({ currentStep: null }))).toBe("Making the picture");
    expect(progressWords(generation())).toBe("40 percent, painting light and shade");
  });
  it("says the place, then the time, then that it takes longer", () => {
    expect(waitWords(generation({ status: "queued", queuePosition: 2 }), 0)).toBe("2nd in line");
    const run = generation({ startedAt: 1_000, expectedMs: 70_000 });
    expect(waitWords(run, 1_000)).toBe("About 1 min 10 s left");
    expect(waitWords(run, 66_500)).toBe("About 5 s left");
    expect(waitWords(run, 99_000)).toBe("Taking longer than usual");
  });
  it("draws the steps of a failed run", () => {
    const run = failed({
      steps: [
        step({ status: "failed", progress: 60 }),
        step({ id: "stp_2", index: 1, label: "Voice-over", status: "waiting", progress: 0 }),
      ],
    });
    expect(railSteps(run).map(({ status, figure }) => [status, figure])).toEqual([
      ["failed", "At 60%"],
      ["waiting", "Not started"],
    ]);
  });
});

describe("what is typed", () => {
  it("counts characters as people do", () => {
    expect(countCharacters("fox 🦊")).toBe(5);
  });
  it("makes an input of words and choices, and leaves chance its seed", () => {
    expect(inputFrom("  A fox  ", DEFAULT_OPTIONS)).toEqual({
      prompt: "A fox",
      aspectRatio: "1:1",
      style: "auto",
      quality: "standard",
    });
    expect(inputFrom("A fox", { ...DEFAULT_OPTIONS, seed: 0 })?.seed).toBe(0);
  });
  it("is nothing when empty or too long, and something at the limit", () => {
    expect(inputFrom(" \n ", DEFAULT_OPTIONS)).toBeNull();
    expect(inputFrom("🦊".repeat(1_001), DEFAULT_OPTIONS)).toBeNull();
    expect(inputFrom("🦊".repeat(1_000), DEFAULT_OPTIONS)).not.toBeNull();
  });
  it.each([
    ["", null],
    [" 42 ", 42],
    ["0", 0],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992", "invalid"],
    ["12.5", "invalid"],
    ["-1", "invalid"],
    ["fox", "invalid"],
  ])("seed %j reads as %j", (text, seed) => {
    expect(parseSeed(text)).toBe(seed);
  });
  it("keeps only choices the flow offers", () => {
    const odd = {
      aspectRatio: "9:16" as const,
      style: "oil",
      quality: "ultra" as const,
      seed: 7,
      model: "gone",
    };
    expect(fitOptions(odd, flow().options)).toEqual({
      aspectRatio: "1:1",
      style: "auto",
      quality: "standard",
      seed: 7,
      model: "auto",
    });
  });
  it("uses an earlier run's choices, its seed only if asked", () => {
    const { inputData } = generation();
    expect(optionsOf(inputData, "without-seed")).toEqual({
      aspectRatio: "4:3",
      style: "auto",
      quality: "high",
      seed: null,
      model: "auto",
    });
    expect(optionsOf(inputData, "with-seed").seed).toBe(482_917_331);
  });
});

describe("small things", () => {
  it.each([
    [999, "999 B"],
    [812_345, "812 KB"],
    [1_400_000, "1.4 MB"],
    [2_000_000, "2 MB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
