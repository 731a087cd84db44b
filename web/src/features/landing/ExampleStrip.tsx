/** What the local studio makes, in justified rows: pictures on the plane, nothing round them. */
import { EXAMPLE_ROWS, type Example } from "./examples.ts";

export function ExampleStrip() {
  return (
    <section id="examples" className="landing-width scroll-mt-6 pb-16 sm:pb-22">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 className="type-section">From one sentence each</h2>
        <p className="text-muted">All made on a plain processor, without any AI service.</p>
      </div>
      <div className="grid gap-0.75 sm:gap-1.5">
        {EXAMPLE_ROWS.map((row) => (
          <ul key={row[0]?.src} className="grid grid-cols-2 gap-0.75 sm:flex sm:gap-1.5">
            {row.map((one) => (
              <Tile key={one.src} example={one} alone={row.length % 2 === 1 && one === row[0]} />
            ))}
          </ul>
        ))}
      </div>
    </section>
  );
}

/** One picture; on phones two stand side by side, and the first of an odd row alone. */
function Tile({ example: { src, alt, ratio }, alone }: { example: Example; alone: boolean }) {
  return (
    <li
      className={`media-edge rounded-xs sm:aspect-auto sm:rounded-lg ${alone ? "col-span-2 aspect-video" : "aspect-square"}`}
      style={{ flexGrow: ratio, flexBasis: 0 }}
    >
      <span className="block max-sm:hidden" style={{ paddingBottom: `${100 / ratio}%` }} />
      <img src={src} alt={alt} loading="lazy" className="absolute inset-0 size-full object-cover" />
    </li>
  );
}
