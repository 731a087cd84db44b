/** Whether words and pictures are judged here, from which score, and what was refused in the last 30 days. */
import { CircleAlert, CircleCheck, CircleSlash } from "lucide-react";
import type { ModerationState } from "../../api/moderation-types.ts";
import { formatCount } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { Tag } from "../../ui/tag.tsx";
import { countWords, ruleWords } from "./moderation.ts";

export function ModerationFacts({ state }: { state: ModerationState }) {
  const off = state.rulesOff.map(ruleWords);
  return (
    <div className="grid gap-4">
      <PicturesTag pictures={state.pictures} />
      <p className="text-fact">{state.picturesSentence}</p>
      <Leaders>
        <Leader label="Rules on words" figure={wordsRule(state.prompts, off)} />
        <Leader label="An upload is not taken from" figure={state.uploadBlock.toFixed(2)} />
        <Leader label="A result is withheld from" figure={state.outputBlock.toFixed(2)} />
        <Leader label="A picture is listed below from" figure={state.review.toFixed(2)} />
      </Leaders>
    </div>
  );
}

function wordsRule(on: boolean, off: string[]): string {
  if (!on) return "Off, but for minors";
  return off.length === 0 ? "All on" : `On, but for: ${off.join(", ")}`;
}

function PicturesTag({ pictures }: { pictures: ModerationState["pictures"] }) {
  if (pictures === "on")
    return (
      <Tag tone="ok" icon={<CircleCheck aria-hidden="true" size={14} />} className="justify-self-start">
        Pictures are judged
      </Tag>
    );
  if (pictures === "unusable")
    return (
      <Tag tone="bad" icon={<CircleAlert aria-hidden="true" size={14} />} className="justify-self-start">
        The network cannot be used
      </Tag>
    );
  return (
    <Tag tone="warn" icon={<CircleSlash aria-hidden="true" size={14} />} className="justify-self-start">
      Pictures are not judged
    </Tag>
  );
}

export function RefusalCounts({ counts }: { counts: ModerationState["counts"] }) {
  if (counts.length === 0) return <p className="text-muted">Nothing was refused in the last 30 days.</p>;
  return (
    <Leaders>
      {counts.map((count) => (
        <Leader
          key={`${count.what} ${count.rule}`}
          label={countWords(count)}
          figure={formatCount(count.refused)}
        />
      ))}
    </Leaders>
  );
}
