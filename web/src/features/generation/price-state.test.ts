import { describe, expect, it } from "vitest";
import { quote } from "../../live/test-fixtures.ts";
import { expiresAtHere, type PriceFacts, type PriceState, priceState } from "./price-state.ts";

const ready: PriceFacts = {
  hasInput: true,
  waiting: false,
  failed: false,
  quote: quote({ credits: 31 }),
  creditsBefore: null,
  expired: false,
  available: 1_284,
};

describe("the price chip", () => {
  const cases: [string, Partial<PriceFacts>, PriceState][] = [
    ["nothing typed", { hasInput: false, quote: null }, { kind: "idle" }],
    ["nothing typed any more", { hasInput: false }, { kind: "idle" }],
    ["being priced", { waiting: true, quote: null }, { kind: "pricing" }],
    ["being priced again", { waiting: true }, { kind: "pricing" }],
    ["quoted", {}, { kind: "quoted", credits: 31, fellFrom: null }],
    ["the price fell", { creditsBefore: 40 }, { kind: "quoted", credits: 31, fellFrom: 40 }],
    ["the price rose", { creditsBefore: 20 }, { kind: "quoted", credits: 31, fellFrom: null }],
    ["expired", { expired: true }, { kind: "expired", credits: 31 }],
    ["expired and short: the price first", { expired: true, available: 3 }, { kind: "expired", credits: 31 }],
    ["too few credits", { available: 19 }, { kind: "short", credits: 31, available: 19, short: 12 }],
    ["exactly enough", { available: 31 }, { kind: "quoted", credits: 31, fellFrom: null }],
    ["balance not known yet", { available: undefined }, { kind: "quoted", credits: 31, fellFrom: null }],
    ["no price to be had", { failed: true, quote: null }, { kind: "unpriced" }],
  ];
  it.each(cases)("%s", (_, change, expected) => {
    expect(priceState({ ...ready, ...change })).toEqual(expected);
  });

  it("counts ten minutes from arrival here, whatever the server's clock says", () => {
    const ahead = quote({ createdAt: 9_000_000, expiresAt: 9_600_000 });
    expect(expiresAtHere(ahead, 1_000)).toBe(601_000);
  });
});
