/** Operations in the few groups that charts tell apart, each with its colour. */
import type { Usage } from "../../api/types.ts";

export type GroupId = "video" | "image" | "voice" | "lipsync" | "tools";

export const GROUPS: { id: GroupId; label: string; fill: string; bar: string }[] = [
  { id: "video", label: "Video", fill: "fill-chart-video", bar: "bg-chart-video" },
  { id: "image", label: "Pictures", fill: "fill-chart-image", bar: "bg-chart-image" },
  { id: "voice", label: "Voice", fill: "fill-chart-voice", bar: "bg-chart-voice" },
  { id: "lipsync", label: "Lip sync", fill: "fill-chart-lipsync", bar: "bg-chart-lipsync" },
  { id: "tools", label: "Picture tools", fill: "fill-chart-tools", bar: "bg-chart-tools" },
];

const OF_OPERATION: Record<string, GroupId> = {
  text_to_image: "image",
  image_to_image: "image",
  image_compose: "image",
  image_describe: "image",
  text_to_video: "video",
  image_to_video: "video",
  voiceover: "voice",
  lipsync: "lipsync",
};

/** Credits of each group, in millionths. */
export function byGroup(operations: Usage["operations"]): Record<GroupId, number> {
  const sums: Record<GroupId, number> = { video: 0, image: 0, voice: 0, lipsync: 0, tools: 0 };
  for (const { name, millionths } of operations) sums[OF_OPERATION[name] ?? "tools"] += millionths;
  return sums;
}

/** Millionths as credits with at most two decimals: "2", "1.5", "0.95". */
export function formatShare(millionths: number): string {
  const hundredths = Math.round(millionths / 10_000);
  return String(hundredths / 100);
}

/** The top of the axis: the next of 1, 2, 4, 5 and 10 times a power of ten, at least 4. */
export function axisTop(most: number): number {
  let power = 1;
  while (power * 10 < most) power *= 10;
  const steps = [1, 2, 4, 5, 10].map((step) => step * power);
  return Math.max(4, steps.find((step) => step >= most) ?? power * 10);
}
