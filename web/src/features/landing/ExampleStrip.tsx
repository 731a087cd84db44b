/** What the local studio makes, in justified rows: pictures on the plane, nothing round them. */
import { EXAMPLES, exampleAlt } from "./examples.ts";

export function ExampleStrip() {
  return (
    <section id="examples" className="landing-width scroll-mt-6 pb-16 sm:pb-22">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <h2 className="type-section">From one sentence each</h2>
        <p className="text-muted">All made on a plain processor, without any AI service.</p>
      </div>
      <ul className="flex flex-wrap gap-0.75 after:flex-[10000_0_0] sm:gap-1.5">
        {EXAMPLES.map(({ src, words, ratio }) => (
          <li
            key={src}
            className="media-edge group rounded-xs [flex:calc(var(--ratio)*100)_1_calc(var(--ratio)*104px)] max-sm:max-w-[calc(var(--ratio)*170px)] sm:rounded-lg sm:[flex-basis:calc(var(--ratio)*172px)] sm:max-w-[calc(var(--ratio)*250px)]"
            style={{ aspectRatio: ratio, "--ratio": ratio } as React.CSSProperties}
          >
            <img
              src={src}
              alt={exampleAlt(words)}
              loading="lazy"
              className="absolute size-full object-cover"
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
