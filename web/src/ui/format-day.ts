/** A day with its year, as bills write it: "22 Dec 2026". */
export function formatDay(time: number): string {
  return new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
