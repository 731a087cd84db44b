import { expect, test } from "vitest";
import { axisTop, byGroup, formatShare } from "./usage-groups.ts";

test("operations are summed in their groups, and what is new counts as a tool", () => {
  const use = (name: string, millionths: number) => ({ name, millionths, results: 1 });
  const groups = byGroup([
    use("text_to_image", 2),
    use("image_compose", 3),
    use("upscale", 5),
    use("tomorrow", 7),
  ]);
  expect(groups).toEqual({ video: 0, image: 5, voice: 0, lipsync: 0, tools: 12 });
});

test.each([
  [1_000_000, "1"],
  [1_500_000, "1.5"],
  [949_999, "0.95"],
  [0, "0"],
])("%i millionths are %s", (millionths, text) => {
  expect(formatShare(millionths)).toBe(text);
});

test.each([
  [0, 4],
  [4, 4],
  [5, 5],
  [38, 40],
  [80, 100],
  [101, 200],
])("an axis for %i ends at %i", (most, top) => {
  expect(axisTop(most)).toBe(top);
});
