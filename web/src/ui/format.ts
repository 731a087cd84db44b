/** Numbers, amounts and times as the product writes them. */

const grouping = new Intl.NumberFormat(navigator.language.startsWith("en-IN") ? "en-IN" : "en-US");

/** 1,284, or 1,00,000 where India groups; a true minus for negative numbers. */
export function formatCount(value: number): string {
  return value < 0 ? `−${grouping.format(-value)}` : grouping.format(value);
}

/** "1 credit", "31 credits". */
export function formatCredits(value: number): string {
  return `${formatCount(value)} ${value === 1 ? "credit" : "credits"}`;
}

/**
 * An exact decimal from the server ("2.5", "-1.625") as a receipt writes it: the digits as
 * they came, without trailing zeros, with a true minus. Never through a floating number.
 */
export function formatDecimal(amount: string): string {
  const negative = amount.startsWith("-");
  const digits = negative ? amount.slice(1) : amount;
  const trimmed = digits.includes(".") ? digits.replace(/0+$/, "").replace(/\.$/, "") : digits;
  return negative && trimmed !== "0" ? `−${trimmed}` : trimmed;
}

/** "0.8 s", "6.2 s", "48 s", "1 min 48 s", "2 min". */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1).replace(/\.0$/, "")} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** "21:04" today, "3 Nov" this year, "3 Nov 2024" before. */
export function formatWhen(time: number, now: number = Date.now()): string {
  const date = new Date(time);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) {
    return date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }
  const day = `${date.getDate()} ${date.toLocaleDateString("en-GB", { month: "short" })}`;
  return date.getFullYear() === today.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}
