/** Creating an account: name, e-mail, password. The server's answers land at their fields. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import * as z from "zod/mini";
import { request } from "../../api/client.ts";
import type { Session } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { FormError } from "./FormError.tsx";
import { showServerError } from "./form-errors.ts";
import { PasswordInput } from "./PasswordInput.tsx";
import { SHORTEST } from "./password-strength.ts";
import { StrengthHint } from "./StrengthHint.tsx";

const schema = z.object({
  name: z.string().check(z.trim(), z.maxLength(80, "At most 80 characters.")),
  email: z.string().check(z.trim(), z.email("This is not an e-mail address.")),
  password: z.string().check(z.minLength(SHORTEST, `At least ${SHORTEST} characters.`)),
});

type Values = z.infer<typeof schema>;

type SignUpFormProps = {
  onOpened: (session: Session) => void;
  /** The code of the invitation, where they came by one. */
  friend?: string;
};

export function SignUpForm({ onOpened, friend }: SignUpFormProps) {
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    mode: "onTouched",
    defaultValues: { name: "", email: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });

  const submit = form.handleSubmit(async ({ name, email, password }) => {
    try {
      const body = { email, password, ...(name ? { name } : {}), ...(friend ? { friend } : {}) };
      onOpened(await request<Session>("/auth/sign-up", { method: "POST", body }));
    } catch (error) {
      showServerError(form, ["name", "email", "password"], error);
    }
  });

  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      <FormError message={errors.root?.message} />
      <Field label="Name" error={errors.name?.message}>
        {(control) => <TextInput large {...control} {...form.register("name")} autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => (
          <TextInput large {...control} {...form.register("email")} type="email" autoComplete="username" />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message} help={<StrengthHint password={password} />}>
        {(control) => (
          <PasswordInput {...control} {...form.register("password")} autoComplete="new-password" />
        )}
      </Field>
      <Button kind="primary" size="lg" type="submit" busy={isSubmitting} className="mt-1">
        Create account
      </Button>
    </form>
  );
}
