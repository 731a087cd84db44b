/** A code, for those who have one: out of the way until it is asked for. */
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";

const CODE_CHARACTERS_MAX = 40;

type CouponFieldProps = { value: string; onChange: (code: string) => void };

export function CouponField({ value, onChange }: CouponFieldProps) {
  const [open, setOpen] = useState(value !== "");
  if (!open) {
    return (
      <Button kind="ghost" size="sm" className="justify-self-start" onClick={() => setOpen(true)}>
        I have a code
      </Button>
    );
  }
  return (
    <div className="max-w-80 text-left">
      <Field
        label="Code"
        help="It is checked when you choose; the reduced price stands on the next page, before you pay."
      >
        {(control) => (
          <TextInput
            {...control}
            value={value}
            maxLength={CODE_CHARACTERS_MAX}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value.trim().toUpperCase())}
          />
        )}
      </Field>
    </div>
  );
}
