/** Four ways to begin, each with a picture that those words made. Pressing one fills the composer; nothing is sent. */

/** Pictures of the product's own studio, served with the app. A sample shows the picture whose name shares the most words with it. */
const EXAMPLES = [
  "lighthouse-dusk",
  "fox-dawn",
  "street-monsoon",
  "pine-aurora",
  "dunes-sunset",
  "boat-calm",
  "castle-fog",
  "balloons-morning",
  "whale-night",
  "cottage-snow",
  "meadow-windmill",
  "harbour-rain",
];

type SamplePromptsProps = { prompts: string[]; note: string; onChoose: (prompt: string) => void };

export function SamplePrompts({ prompts, note, onChoose }: SamplePromptsProps) {
  const samples = withCovers(prompts.slice(0, 4));
  return (
    <section className="grid gap-3.5" aria-label="Samples">
      <h2 className="text-ui text-muted">Start from one of these</h2>
      <div className="grid grid-cols-4 gap-3 max-sm:grid-cols-2">
        {samples.map(({ prompt, cover }) => (
          <button
            key={prompt}
            type="button"
            onClick={() => onChoose(prompt)}
            className="group grid content-start gap-2.5 rounded-xl text-left"
          >
            <span className="media-edge aspect-4/3 rounded-xl">
              <img
                src={`/examples/${cover}.webp`}
                alt=""
                width={400}
                height={300}
                className="size-full object-cover transition-opacity group-hover:opacity-90"
              />
            </span>
            <span>
              <span className="block text-body">{prompt}</span>
              <span className="text-small text-muted">{note}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  );
}

/** Gives each prompt the picture that fits best and is not taken. */
export function withCovers(prompts: string[]): { prompt: string; cover: string }[] {
  const free = new Set(EXAMPLES);
  return prompts.map((prompt) => {
    const words = prompt.toLowerCase();
    const score = (name: string) => name.split("-").filter((word) => words.includes(word)).length;
    const cover = [...free].reduce((best, name) => (score(name) > score(best) ? name : best));
    free.delete(cover);
    return { prompt, cover };
  });
}
