/** A list by days, as people say them: Today, Yesterday, then dates. */

export type DayGroup<Item> = { day: string; items: Item[] };

/** Groups items given newest first. Days are days here, on this computer's calendar, not 24 hours. */
export function groupByDay<Item>(
  items: Item[],
  timeOf: (item: Item) => number,
  now: number,
): DayGroup<Item>[] {
  const groups: DayGroup<Item>[] = [];
  for (const item of items) {
    const day = dayName(timeOf(item), now);
    const last = groups.at(-1);
    if (last?.day === day) last.items.push(item);
    else groups.push({ day, items: [item] });
  }
  return groups;
}

/** "Today", "Yesterday", "Monday" within a week, "3 November", "3 November 2024". */
export function dayName(time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  const date = new Date(time);
  if (days < 7) return date.toLocaleDateString("en-GB", { weekday: "long" });
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

function daysBetween(earlier: number, later: number): number {
  // Noon of each day: a change to or from summer time moves it by an hour, never into another day.
  const noon = (time: number) => new Date(time).setHours(12, 0, 0, 0);
  return Math.round((noon(later) - noon(earlier)) / 86_400_000);
}
