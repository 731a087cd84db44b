import { describe, expect, it } from "vitest";
import { placeConversation, withoutConversation } from "./conversation-pages.ts";
import { conversation } from "./test-fixtures.ts";

const item = (id: string, updatedAt: number) => conversation({ id, updatedAt });
const data = (nextCursor: string | null) => ({
  pages: [
    { items: [item("a", 50), item("b", 40)], nextCursor: "c1" },
    { items: [item("c", 30), item("d", 20)], nextCursor },
  ],
  pageParams: [null, "c1"],
});
const ids = (placed: ReturnType<typeof placeConversation>) =>
  placed === "unknown" ? placed : placed.pages.map((page) => page.items.map(({ id }) => id));

describe("loaded pages of conversations", () => {
  it.each([
    ["the newest goes first", item("d", 60), [["d", "a", "b"], ["c"]]],
    [
      "one in the middle moves up to its place",
      item("d", 35),
      [
        ["a", "b"],
        ["d", "c"],
      ],
    ],
    [
      "a rename stays in its place",
      item("c", 30),
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "an older version changes nothing",
      item("c", 10),
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a new one older than all loaded comes with its page",
      item("x", 5),
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
  ])("%s", (_, next, expected) => {
    expect(ids(placeConversation(data("c2"), next, true))).toEqual(expected);
  });
  it("appends the oldest when nothing more can be loaded", () => {
    expect(ids(placeConversation(data(null), item("x", 5), true))).toEqual([
      ["a", "b"],
      ["c", "d", "x"],
    ]);
  });
  it("a search replaces in place and asks about strangers", () => {
    expect(ids(placeConversation(data(null), item("c", 99), false))).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    expect(placeConversation(data(null), item("x", 99), false)).toBe("unknown");
  });
  it("removing one that is not there keeps the same object", () => {
    const before = data(null);
    expect(withoutConversation(before, "x")).toBe(before);
  });
});
