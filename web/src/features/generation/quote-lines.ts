/** A quote as lines of a receipt. Exact decimals stay text: they never pass through a floating number. */
import type { QuoteFactor } from "../../api/types.ts";
import { formatDecimal } from "../../ui/format.ts";

export type QuoteLine = { key: string; label: string; figure: string };

/** One line a factor. The base stands alone, the others carry their sign; a factor that changes nothing is left out. */
export function quoteLines(factors: QuoteFactor[]): QuoteLine[] {
  return factors
    .filter((factor, index) => index === 0 || !isZero(factor.amount))
    .map((factor, index) => ({
      key: `${index}-${factor.code}`,
      label: labelOf(factor),
      figure: signed(factor, index),
    }));
}

function labelOf(factor: QuoteFactor): string {
  if (factor.code === "rounding") return "Rounded up, once";
  return factor.multiplier === null || factor.code === "base"
    ? factor.label
    : `${factor.label}, ×${formatDecimal(factor.multiplier)}`;
}

function signed(factor: QuoteFactor, index: number): string {
  const text = formatDecimal(factor.amount);
  const addsToBefore = index > 0 && factor.code !== "base" && !factor.amount.startsWith("-");
  return addsToBefore ? `+${text}` : text;
}

function isZero(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

/** A step's exact share: millionths of a credit as a decimal, without a floating number. */
export function stepCredits(millionths: number): string {
  const whole = Math.floor(millionths / 1_000_000);
  return formatDecimal(`${whole}.${String(millionths % 1_000_000).padStart(6, "0")}`);
}

/** "9:42" of minutes and seconds; "0:00" once it is over. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
