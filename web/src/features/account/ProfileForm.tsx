/** Name and e-mail. The name can be changed; it is what the shell and greetings show. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { request } from "../../api/client.ts";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import type { User } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { toast } from "../../ui/toast.tsx";

const LONGEST_NAME = 80;

export function ProfileForm({ user, onSaved }: { user: User; onSaved: (user: User) => void }) {
  const [name, setName] = useState(user.name);
  const save = useMutation({
    mutationFn: () => request<User>("/user/profile", { method: "PUT", body: { name: name.trim() } }),
    onSuccess: (saved) => {
      onSaved(saved);
      setName(saved.name);
      toast({ tone: "ok", title: "Your name is saved" });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" error={save.isError ? nameError(save.error) : undefined}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={LONGEST_NAME}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="E-mail" help="You sign in with it. It cannot be changed in this release.">
        {(control) => <TextInput {...control} value={user.email} readOnly className="opacity-75" />}
      </Field>
      <Button
        type="submit"
        busy={save.isPending}
        disabled={name.trim() === user.name}
        className="justify-self-start"
      >
        Save name
      </Button>
    </form>
  );
}

function nameError(error: unknown): string {
  const atField = error instanceof ApiProblem ? error.fieldErrors.name : undefined;
  return atField ?? wordsFor(error).sentence;
}
