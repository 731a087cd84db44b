/** One field of a custom flow's form, drawn by what its schema says. */
import type { FlowField } from "../../api/types.ts";
import { ChoiceInput } from "../../ui/choice-input.tsx";
import { Field } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { choicesOf, isLongText, rangeWords } from "./form-fields.ts";
import { ResultPicker } from "./ResultPicker.tsx";

type FormFieldProps = {
  field: FlowField;
  value: unknown;
  error: string | undefined;
  onFill: (value: unknown) => void;
  onLeave: () => void;
};

export function FormField({ field, value, error, onFill, onLeave }: FormFieldProps) {
  const { schema, required, title, kind } = field;
  const described = typeof schema.description === "string" ? schema.description : null;
  if (kind === "other") return null;
  if (kind === "flag")
    return <Switch label={title} note={described ?? undefined} checked={value === true} onChange={onFill} />;
  const help = [described, rangeWords(field)].filter(Boolean).join(" · ") || undefined;
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return (
    <Field
      label={title}
      help={help}
      error={error}
      aside={required ? undefined : <span className="text-small text-muted">Optional</span>}
    >
      {(control) => {
        const common = { ...control, "aria-required": required, onBlur: onLeave };
        if (kind === "file")
          return (
            <ResultPicker
              control={common}
              title={title}
              mediaType={field.mediaType ?? "image"}
              value={text}
              onChange={(id) => onFill(id)}
            />
          );
        if (kind === "choice") {
          const choices = choicesOf(field);
          return (
            <ChoiceInput
              {...common}
              value={choices.indexOf(value)}
              onChange={(event) => onFill(choices[Number(event.target.value)])}
            >
              <option value={-1}>{required ? "Choose one" : "None"}</option>
              {choices.map((choice, index) => (
                <option key={String(choice)} value={index}>
                  {String(choice)}
                </option>
              ))}
            </ChoiceInput>
          );
        }
        if (isLongText(field))
          return (
            <TextArea {...common} rows={3} value={text} onChange={(event) => onFill(event.target.value)} />
          );
        return (
          <TextInput
            {...common}
            {...(kind === "number" ? numberKeys(field) : {})}
            value={text}
            onChange={(event) => onFill(event.target.value)}
          />
        );
      }}
    </Field>
  );
}

/** A number's field stays a text field, so that what is no number can be seen and mended; phones show the right keys. */
function numberKeys({ schema }: FlowField) {
  const negative = typeof schema.minimum !== "number" || schema.minimum < 0;
  if (negative) return {};
  return { inputMode: schema.type === "integer" ? ("numeric" as const) : ("decimal" as const) };
}
