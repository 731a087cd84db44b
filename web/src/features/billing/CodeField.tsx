/** A code, and what it makes of the price: asked for when it is sent, refused with the reason. */
import { type FormEvent, useState } from "react";
import { wordsFor } from "../../api/problems.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";

type CodeFieldProps = {
  /** The code that holds now; empty without one. */
  code: string;
  onCode: (code: string) => void;
  busy: boolean;
  error: unknown;
};

export function CodeField({ code, onCode, busy, error }: CodeFieldProps) {
  const [typed, setTyped] = useState(code);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onCode(typed.trim().toUpperCase());
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-[1fr_auto] items-end gap-2">
      <Field label="Code" error={error ? wordsFor(error).sentence : undefined}>
        {(control) => (
          <TextInput
            {...control}
            value={typed}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="If you have one"
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <div className={error ? "mb-6" : undefined}>
        <Button type="submit" busy={busy} disabled={typed.trim().toUpperCase() === code && !error}>
          Use code
        </Button>
      </div>
    </form>
  );
}
