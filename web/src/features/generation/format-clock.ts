/** "20:48:22": to the second, where two times of one run stand side by side. */
export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString("en-GB");
}
