import { describe, expect, it } from "vitest";
import { feeWords, stateOf } from "./OwnKeys.tsx";

const key = {
  id: "pky_1",
  provider: "fal",
  fingerprint: "abc",
  lastFour: "1234",
  switchedOn: true,
  unreadable: false,
  leftAlone: false,
  createdAt: 0,
};

describe("own keys", () => {
  it("says what a step costs", () => {
    expect(feeWords(0)).toContain("costs nothing here");
    expect(feeWords(1)).toContain("costs 1 credit here");
    expect(feeWords(3)).toContain("costs 3 credits here");
  });

  it("says the worst of a key first", () => {
    expect(stateOf(key).words).toBe("In use");
    expect(stateOf({ ...key, leftAlone: true }).words).toBe("Failed, left alone");
    expect(stateOf({ ...key, leftAlone: true, switchedOn: false }).words).toBe("Switched off");
    expect(stateOf({ ...key, unreadable: true, switchedOn: false }).tone).toBe("bad");
  });
});
