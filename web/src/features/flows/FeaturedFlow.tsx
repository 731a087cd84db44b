/** The flow to start with: words and the page's one violet button, beside three pictures. */
import { Link } from "@tanstack/react-router";
import type { Flow } from "../../api/types.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Tag } from "../../ui/tag.tsx";
import { priceFrom } from "./price-from.ts";

const BESIDE = ["/examples/fox-dawn.webp", "/examples/pine-aurora.webp"];

export function FeaturedFlow({ flow }: { flow: Flow }) {
  return (
    <section className="grid overflow-hidden rounded-2xl bg-surface-1 shadow-e1 md:grid-cols-[1fr_1.35fr]">
      <div className="self-center p-5 sm:p-8">
        <Tag tone="accent">Start here</Tag>
        <h2 className="type-hero mt-4">{flow.name}</h2>
        <p className="type-body mt-2 max-w-[38ch] text-muted">{flow.summary}</p>
        <div className="mt-6 flex flex-wrap items-center gap-4">
          <Link to="/flow/$flowId" params={{ flowId: flow.id }} className={buttonClass("primary")}>
            Open {flow.name}
          </Link>
          <span className="text-muted">{priceFrom(flow)}</span>
        </div>
      </div>
      <div className="grid h-50 grid-cols-[2fr_1fr] grid-rows-2 gap-1.5 p-3 max-md:-order-1 sm:h-75">
        {[flow.cover, ...BESIDE].map((src, index) => (
          <div key={src} className={`media-edge min-h-0 rounded-xl ${index === 0 ? "row-span-2" : ""}`}>
            <img src={src} alt="" className="size-full object-cover" />
          </div>
        ))}
      </div>
    </section>
  );
}
