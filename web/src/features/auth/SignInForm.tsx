/** Signing in. A wrong pair is said once, the same for addresses we know and do not know. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { request } from "../../api/client.ts";
import { ApiProblem, waitingTime, wordsFor } from "../../api/problems.ts";
import type { Session } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { formatWhen } from "../../ui/format.ts";
import { TextInput } from "../../ui/text-input.tsx";
import { FormError } from "./FormError.tsx";
import { showServerError } from "./form-errors.ts";
import { PasswordInput } from "./PasswordInput.tsx";

const schema = z.object({
  email: z.string().check(z.trim(), z.email("This is not an e-mail address.")),
  password: z.string().check(z.minLength(1, "Type your password.")),
});

type Values = z.infer<typeof schema>;

/** Locked, by this try (a wrong pair that says how long to wait) or by those before it. */
function isLockout(problem: ApiProblem): boolean {
  const { code, body } = problem;
  return code === "locked_out" || (code === "wrong_credentials" && body.retryAfterSeconds !== undefined);
}

/** The lockout by the clock: how long to wait, and until when. */
function lockedOut(problem: ApiProblem): string {
  const seconds = problem.body.retryAfterSeconds ?? 60;
  const until = formatWhen(Date.now() + seconds * 1000);
  return `Too many tries. Wait ${waitingTime(seconds)}, until ${until}, then sign in again.`;
}

export function SignInForm({ onOpened }: { onOpened: (session: Session) => void }) {
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    mode: "onTouched",
    defaultValues: { email: "", password: "" },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      onOpened(await request<Session>("/auth/sign-in", { method: "POST", body: values }));
    } catch (error) {
      if (error instanceof ApiProblem && isLockout(error)) {
        form.setError("root", { message: lockedOut(error) });
      } else if (error instanceof ApiProblem && error.code === "wrong_credentials") {
        form.setError("password", { message: wordsFor(error).sentence }, { shouldFocus: true });
      } else {
        showServerError(form, ["email", "password"], error);
      }
    }
  });

  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      <FormError message={errors.root?.message} />
      <Field label="E-mail" error={errors.email?.message}>
        {(control) => (
          <TextInput large {...control} {...form.register("email")} type="email" autoComplete="username" />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(control) => (
          <PasswordInput {...control} {...form.register("password")} autoComplete="current-password" />
        )}
      </Field>
      <Button kind="primary" size="lg" type="submit" busy={isSubmitting} className="mt-1">
        Sign in
      </Button>
    </form>
  );
}
