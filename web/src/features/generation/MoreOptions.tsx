/**
 * What is rarely chosen: the seed, and whether an identical result will do; on phones also model, style and quality,
 * which have no room in the bar.
 */
import { AudioLines, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import type { FlowOptions } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Field } from "../../ui/field.tsx";
import { Popover } from "../../ui/popover.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { CacheSwitch } from "./CacheSwitch.tsx";
import { type ComposerOptions, parseSeed } from "./input-options.ts";
import { modelChoices, stylesOf } from "./model-choices.ts";
import { OptionButton } from "./OptionButton.tsx";
import type { CacheChoice } from "./use-cached-offer.ts";
import { Voices } from "./Voices.tsx";

type MoreOptionsProps = {
  offered: FlowOptions;
  options: ComposerOptions;
  onChange: (options: ComposerOptions) => void;
  seedError?: string;
  cache: CacheChoice;
};

export function MoreOptions({ offered, options, onChange, seedError, cache }: MoreOptionsProps) {
  const [open, setOpen] = useState(false);
  const models = modelChoices(offered);
  const styles = stylesOf(options.model, offered);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title="More options"
      align="start"
      trigger={
        <OptionButton label={options.seed === null ? "More options" : `More options, seed ${options.seed}`}>
          <SlidersHorizontal aria-hidden="true" size={16} />
          {options.seed !== null && (
            <b className="font-mono text-small font-medium text-body">{options.seed}</b>
          )}
        </OptionButton>
      }
    >
      <div className="grid gap-5">
        <div className="grid gap-5 sm:hidden">
          {models.length > 1 && (
            <Choices
              legend="Model"
              value={options.model}
              choices={models}
              onChoose={(model) => onChange({ ...options, model })}
            />
          )}
          {styles.length > 1 && (
            <Choices
              legend="Style"
              value={options.style}
              choices={styles}
              onChoose={(style) => onChange({ ...options, style })}
            />
          )}
          <Choices
            legend="Quality"
            value={options.quality}
            choices={offered.qualities}
            onChoose={(quality) => onChange({ ...options, quality })}
          />
        </div>
        <SeedField
          seed={options.seed}
          onChange={(seed) => onChange({ ...options, seed })}
          serverError={seedError}
        />
        <CacheSwitch cache={cache} />
        <VoicesFold />
      </div>
    </Popover>
  );
}

/** Folded until somebody wants to hear one: only then are they asked for. */
function VoicesFold() {
  const [open, setOpen] = useState(false);
  return (
    <div className="grid gap-3">
      <Button
        kind="ghost"
        className="-ml-3.5 justify-self-start"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <AudioLines aria-hidden="true" size={16} />
        Voices of this machine
      </Button>
      {open && <Voices />}
    </div>
  );
}

type SeedFieldProps = { seed: number | null; onChange: (seed: number | null) => void; serverError?: string };

/** Keeps what is typed while it is not a number yet; only whole numbers reach the options. */
function SeedField({ seed, onChange, serverError }: SeedFieldProps) {
  const [text, setText] = useState(seed === null ? "" : String(seed));
  const typed = parseSeed(text);
  const error = typed === "invalid" ? "Whole numbers up to 9,007,199,254,740,991 only." : serverError;
  return (
    <Field
      label="Seed"
      help="The same words and seed make the same picture. Leave it empty to let chance choose."
      error={error}
    >
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          autoComplete="off"
          placeholder="By chance"
          value={text}
          className={text === "" ? "" : "font-mono"}
          onChange={(event) => {
            setText(event.target.value);
            const next = parseSeed(event.target.value);
            if (next !== "invalid") onChange(next);
          }}
        />
      )}
    </Field>
  );
}

type ChoicesProps<Id extends string> = {
  legend: string;
  value: Id;
  choices: { id: Id; label: string; note?: string }[];
  onChoose: (id: Id) => void;
};

function Choices<Id extends string>({ legend, value, choices, onChoose }: ChoicesProps<Id>) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium text-body">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(({ id, label, note }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === value}
            onClick={() => onChoose(id)}
            className={classNames(
              "inline-flex h-11 items-center rounded-full px-3.5 text-fact inset-ring",
              id === value
                ? "bg-primary-soft text-primary-soft-text inset-ring-primary"
                : "text-body inset-ring-line",
            )}
          >
            {label}
            {note && <span className="ml-1.5 text-small opacity-80">{note}</span>}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
