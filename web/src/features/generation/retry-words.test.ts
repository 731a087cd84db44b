import { describe, expect, it } from "vitest";
import { asset, failed, quote, step } from "../../live/test-fixtures.ts";
import { retryWords, reusedWords } from "./retry-words.ts";

describe("making once more what failed", () => {
  it("names what is missing and its price", () => {
    const steps = [step({ status: "completed" }), step({ index: 1, status: "failed" })];
    expect(retryWords(failed({ steps }), quote({ credits: 12 }))).toBe(
      "Retry the failed step for 12 credits",
    );
    expect(retryWords(failed({ steps }), null)).toBe("Retry the failed step");
    const more = [...steps, step({ index: 2, status: "cancelled" })];
    expect(retryWords(failed({ steps: more }), quote({ credits: 1 }))).toBe(
      "Retry the 2 missing steps for 1 credit",
    );
  });

  it("names what is used again", () => {
    const [picture, sound] = [asset(), asset({ type: "audio" })];
    expect(reusedWords([picture])).toBe("the picture");
    expect(reusedWords([picture, sound])).toBe("the picture and the recording");
    expect(reusedWords([picture, asset({ id: "ast_2" })])).toBe("2 results");
    expect(reusedWords([picture, sound, asset({ type: "video" })])).toBe("3 results");
  });
});
