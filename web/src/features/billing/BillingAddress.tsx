/** Name and State for invoices: asked for before the first payment. */
import { type FormEvent, useState } from "react";
import type { BillingProfile } from "../../api/billing-types.ts";
import { ApiProblem, wordsFor } from "../../api/problems.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { toast } from "../../ui/toast.tsx";
import { useSaveProfile } from "./billing.ts";
import { STATES } from "./states.ts";

const EMPTY: BillingProfile = {
  name: "",
  address: "",
  city: "",
  postalCode: "",
  country: "IN",
  stateCode: null,
  gstin: null,
};

type TextName = "name" | "address" | "city" | "postalCode" | "country" | "gstin";
const FIELDS: { name: TextName; label: string; complete: string; help?: string }[] = [
  { name: "name", label: "Name or business", complete: "organization" },
  { name: "address", label: "Street and house", complete: "street-address" },
  { name: "city", label: "City", complete: "address-level2" },
  { name: "postalCode", label: "PIN code", complete: "postal-code" },
  { name: "country", label: "Country, two letters", complete: "country", help: "IN for India." },
  {
    name: "gstin",
    label: "GSTIN, if registered",
    complete: "off",
    help: "15 letters and digits. Its State is the place of supply.",
  },
];

export function BillingAddress({ profile }: { profile: BillingProfile | null }) {
  const [draft, setDraft] = useState<BillingProfile>(profile ?? EMPTY);
  const save = useSaveProfile();
  const errors = save.error instanceof ApiProblem ? save.error.fieldErrors : {};
  const inIndia = draft.country.trim().toUpperCase() === "IN";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft, {
      onSuccess: (kept) => {
        setDraft(kept);
        toast({ tone: "ok", title: "Your billing address is saved" });
      },
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      {FIELDS.filter((field) => inIndia || field.name !== "gstin").map((field) => (
        <Field key={field.name} label={field.label} help={field.help} error={errors[field.name]}>
          {(control) => (
            <TextInput
              {...control}
              value={draft[field.name] ?? ""}
              autoComplete={field.complete}
              maxLength={120}
              onChange={(event) => setDraft({ ...draft, [field.name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      {inIndia && (
        <Field label="State" error={errors.stateCode}>
          {(control) => (
            <select
              {...control}
              value={draft.stateCode ?? ""}
              autoComplete="address-level1"
              onChange={(event) => setDraft({ ...draft, stateCode: event.target.value || null })}
              className="h-(--h-control) rounded-lg bg-inset px-3 text-ui text-strong inset-ring inset-ring-line-control"
            >
              <option value="">Choose your State</option>
              {STATES.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <div className="grid gap-2 sm:col-span-2">
        {save.isError && Object.keys(errors).length === 0 && (
          <p role="alert" className="text-error-text">
            {wordsFor(save.error).sentence}
          </p>
        )}
        <Button type="submit" busy={save.isPending} className="justify-self-start">
          Save address
        </Button>
      </div>
    </form>
  );
}
