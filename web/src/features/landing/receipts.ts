/**
 * What one painted picture costs at each quality, line by line, after the published price
 * rules: a complex picture is 3 credits (a simple one is 1), high quality × 1.5, ultra × 2,
 * rounded up once at the end.
 */
import type { Quality } from "../../api/types.ts";

type ReceiptLine = { label: string; amount: string };

export type SampleReceipt = { quality: Quality; label: string; lines: ReceiptLine[]; credits: number };

const PICTURE: ReceiptLine = { label: "Picture, complex", amount: "3" };

export const SAMPLE_RECEIPTS: SampleReceipt[] = [
  { quality: "standard", label: "Standard", lines: [PICTURE], credits: 3 },
  {
    quality: "high",
    label: "High",
    lines: [
      PICTURE,
      { label: "High quality, × 1.5", amount: "1.5" },
      { label: "Rounded up, once", amount: "0.5" },
    ],
    credits: 5,
  },
  {
    quality: "ultra",
    label: "Ultra",
    lines: [PICTURE, { label: "Ultra quality, × 2", amount: "3" }],
    credits: 6,
  },
];
