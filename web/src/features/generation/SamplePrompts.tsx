/** Four ways to begin, each with a picture that those words made. Pressing one fills the composer; nothing is sent. */

import type { SamplePrompt } from "../../api/types.ts";

/** As many as one row holds. */
const MOST = 4;

type SamplePromptsProps = { prompts: SamplePrompt[]; note: string; onChoose: (prompt: string) => void };

export function SamplePrompts({ prompts, note, onChoose }: SamplePromptsProps) {
  return (
    <section className="grid gap-3.5" aria-label="Samples">
      <h2 className="text-ui text-muted">Start from one of these</h2>
      <div className="grid grid-cols-4 gap-3 max-sm:grid-cols-2">
        {prompts.slice(0, MOST).map(({ prompt, cover }) => (
          <button
            key={prompt}
            type="button"
            onClick={() => onChoose(prompt)}
            className="group grid content-start gap-2.5 rounded-xl text-left"
          >
            <span className="media-edge aspect-4/3 rounded-xl">
              <img
                src={cover}
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
