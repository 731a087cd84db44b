/**
 * A field: label above, help below, an error in the help's place with icon and sentence.
 * The control inside gets the ids that tie the three together.
 */
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

/** What a control inside a field must carry. */
type FieldControl = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  label: string;
  help?: ReactNode;
  error?: string;
  /** Stands at the right of the label: a link, a count. */
  aside?: ReactNode;
  children: (control: FieldControl) => ReactNode;
};

export function Field({ label, help, error, aside, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? help;
  return (
    <div className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium text-body">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-describedby": note ? noteId : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      <div id={noteId} className="text-small text-muted empty:hidden">
        {error ? (
          <span role="alert" className="flex gap-1.5 text-error-text">
            <CircleAlert aria-hidden="true" size={14} className="mt-px" />
            {error}
          </span>
        ) : (
          help
        )}
      </div>
    </div>
  );
}
