import { describe, expect, it } from "vitest";
import { dayName, groupByDay } from "./group-by-day.ts";

const at = (year: number, month: number, day: number, hour = 12) =>
  new Date(year, month - 1, day, hour).getTime();
const now = at(2026, 11, 12, 9);

describe("days as people say them", () => {
  it.each([
    ["this morning", at(2026, 11, 12, 0), "Today"],
    ["late last evening, nine hours ago", at(2026, 11, 11, 23), "Yesterday"],
    ["six days ago", at(2026, 11, 6), "Friday"],
    ["a week ago", at(2026, 11, 5), "5 November"],
    ["last year", at(2025, 12, 31), "31 December 2025"],
    ["a server clock ahead of ours", at(2026, 11, 12, 10), "Today"],
  ])("%s", (_, time, name) => {
    expect(dayName(time, now)).toBe(name);
  });

  it("groups in the order given, without losing or doubling", () => {
    const times = [
      at(2026, 11, 12, 8),
      at(2026, 11, 12, 1),
      at(2026, 11, 11, 23),
      at(2026, 11, 5),
      at(2026, 11, 5, 3),
    ];
    const groups = groupByDay(times, (time) => time, now);
    expect(groups.map(({ day, items }) => [day, items.length])).toEqual([
      ["Today", 2],
      ["Yesterday", 1],
      ["5 November", 2],
    ]);
    expect(groups.flatMap(({ items }) => items)).toEqual(times);
  });
});
