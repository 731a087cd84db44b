/** Adds a key to a provider. What was typed is forgotten as soon as it is saved. */
import { type FormEvent, useState } from "react";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import { providerName } from "../../api/provider-name.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { type KeyScope, useAddKey } from "./keys.ts";

export function AddKey({ scope, provider }: { scope: KeyScope; provider: string }) {
  const [key, setKey] = useState("");
  const add = useAddKey(scope, provider);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(key, { onSuccess: () => setKey("") });
  };
  return (
    <form onSubmit={submit} className="grid gap-2">
      <Field
        label={`New key for ${providerName(provider)}`}
        help="It is tested first, kept encrypted, and never shown again."
        error={add.isError ? keyError(add.error) : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            type="password"
            value={key}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" busy={add.isPending} disabled={key.trim() === ""} className="justify-self-start">
        Test and save
      </Button>
    </form>
  );
}

function keyError(error: unknown): string {
  const atField = error instanceof ApiProblem ? error.fieldErrors.key : undefined;
  return atField ?? wordsFor(error).sentence;
}
