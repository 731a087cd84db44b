/** One run from words to receipt, as the chat shows it. */
import { Leader, Leaders } from "../../ui/leader.tsx";
import { type RailStep, StepRail } from "../../ui/step-rail.tsx";
import { Tag } from "../../ui/tag.tsx";
import { LIGHTHOUSE } from "./examples.ts";

const STEPS: RailStep[] = [
  { id: "quoted", name: "Quoted", status: "done", fact: "The price stands for ten minutes" },
  { id: "held", name: "Held", status: "done", fact: "Set aside when you send, not spent" },
  { id: "made", name: "Made", status: "done", fact: "Local studio, on this machine" },
  { id: "charged", name: "Charged", status: "done", fact: "Only now that the picture is yours" },
];

export function Stage() {
  return (
    <section aria-label="Example" className="landing-width">
      <div className="flex items-start justify-between gap-x-4 gap-y-2.5 rounded-t-2xl bg-surface-1 px-5 py-3.5 inset-ring inset-ring-line-subtle max-sm:flex-col sm:items-center">
        <p className="type-body text-strong">“{LIGHTHOUSE.words}”</p>
        <Tag tone="accent" className="h-7 px-2.5">
          3 credits, exactly
        </Tag>
      </div>
      <div className="grid gap-3 rounded-b-2xl bg-sheet p-3 inset-ring inset-ring-line-subtle lg:grid-cols-[minmax(0,1fr)_340px]">
        <figure className="media-edge h-60 rounded-xl sm:h-110">
          <img
            src={LIGHTHOUSE.src}
            alt={LIGHTHOUSE.alt}
            fetchPriority="high"
            className="size-full object-cover object-[50%_38%]"
          />
        </figure>
        <div className="flex flex-col gap-3 px-3 pt-2 pb-3">
          <StepRail steps={STEPS} label="Steps of this run" />
          <Leaders className="mt-auto">
            <Leader label="Picture, complex" figure="3" />
            <Leader label="Standard quality" figure="0" />
            <Leader label="Charged 3 of 3 quoted" figure="3 credits" total />
          </Leaders>
        </div>
      </div>
    </section>
  );
}
