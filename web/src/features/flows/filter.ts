/** Which flows a search and a category leave. Flows this server cannot run are not shown. */
import type { Flow, FlowCategory } from "../../api/types.ts";

export const CATEGORY_NAMES: Record<FlowCategory, string> = {
  picture: "Pictures",
  video: "Video",
  voice: "Voice",
  "lip-sync": "Lip sync",
  tools: "Picture tools",
  yours: "Your flows",
};

export type FlowFilter = { query?: string; category?: FlowCategory };

/** Reads a filter from the address, dropping what is not one. */
export function flowFilter(search: Record<string, unknown>): FlowFilter {
  const { query, category } = search;
  return {
    query: typeof query === "string" && query ? query : undefined,
    category:
      typeof category === "string" && category in CATEGORY_NAMES ? (category as FlowCategory) : undefined,
  };
}

export function applyFlowFilter(flows: Flow[], { query, category }: FlowFilter): Flow[] {
  const words = (query ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return flows.filter((flow) => {
    if (!flow.available || (category && flow.category !== category)) return false;
    const text = `${flow.name} ${flow.summary} ${CATEGORY_NAMES[flow.category]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The categories in which something is available, in the order of the catalogue. */
export function availableCategories(flows: Flow[]): FlowCategory[] {
  const present = new Set(flows.filter((flow) => flow.available).map((flow) => flow.category));
  return (Object.keys(CATEGORY_NAMES) as FlowCategory[]).filter((category) => present.has(category));
}
