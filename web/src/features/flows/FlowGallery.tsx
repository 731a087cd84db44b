/** The gallery of flows: one to start with, then all of them, narrowed by words and kind. */
import { SearchX } from "lucide-react";
import type { Flow } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { FeaturedFlow } from "./FeaturedFlow.tsx";
import { FlowCard } from "./FlowCard.tsx";
import { applyFlowFilter, availableCategories, CATEGORY_NAMES, type FlowFilter } from "./filter.ts";

const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(min(236px,44%),1fr))] gap-x-3 gap-y-5 sm:gap-x-5 sm:gap-y-7";

type FlowGalleryProps = {
  flows: Flow[];
  /** The flow to start with. */
  featuredId: string;
  filter: FlowFilter;
  onFilter: (filter: FlowFilter) => void;
};

export function FlowGallery({ flows, featuredId, filter, onFilter }: FlowGalleryProps) {
  const found = applyFlowFilter(flows, filter);
  const filtered = Boolean(filter.query || filter.category);
  const featured = filtered ? undefined : found.find((flow) => flow.id === featuredId);
  const rest = found.filter((flow) => flow !== featured);
  return (
    <>
      {featured && <FeaturedFlow flow={featured} />}
      <fieldset className="-mx-4 mt-7 mb-5 flex gap-2 overflow-x-auto px-4 py-0.5 scroll-quiet first:mt-0 sm:mx-0 sm:px-0.5">
        <legend className="sr-only">Kind of flow</legend>
        <Chip pressed={!filter.category} onClick={() => onFilter({ ...filter, category: undefined })}>
          All
        </Chip>
        {availableCategories(flows).map((category) => (
          <Chip
            key={category}
            pressed={filter.category === category}
            onClick={() => onFilter({ ...filter, category })}
          >
            {CATEGORY_NAMES[category]}
          </Chip>
        ))}
      </fieldset>
      <p className="sr-only" aria-live="polite">
        {found.length === 1 ? "1 flow" : `${found.length} flows`}
      </p>
      {found.length > 0 ? (
        <ul className={GRID}>
          {rest.map((flow) => (
            <li key={flow.id}>
              <FlowCard flow={flow} />
            </li>
          ))}
        </ul>
      ) : (
        <EmptyState
          icon={<SearchX size={24} strokeWidth={1.5} />}
          title="No flow fits"
          action={<Button onClick={() => onFilter({})}>Show all flows</Button>}
        >
          Other words may find it. What this server cannot run is not listed.
        </EmptyState>
      )}
    </>
  );
}

/** The same boxes while the flows load. */
export function FlowGallerySkeleton() {
  return (
    <>
      <Skeleton className="h-75 rounded-2xl" />
      <div className="h-17 sm:h-21" />
      <div className={GRID}>
        {[1, 2, 3, 4].map((box) => (
          <Skeleton key={box} className="aspect-4/3 rounded-xl" />
        ))}
      </div>
    </>
  );
}
