/**
 * Puts what the server said at the fields it said it about. What belongs to no field of the
 * form becomes one sentence for the whole form.
 */
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { ApiProblem, wordsFor } from "../../api/problems.ts";

/**
 * Shows `error` in `form`, moving the focus to the first field concerned.
 *
 * @param fields the names of the form's fields, in the order they stand.
 */
export function showServerError<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  fields: Path<Values>[],
  error: unknown,
): void {
  const messages = error instanceof ApiProblem ? error.fieldErrors : {};
  const concerned = fields.filter((field) => messages[field]);
  for (const field of concerned) form.setError(field, { type: "server", message: messages[field] });
  const [first] = concerned;
  if (first) form.setFocus(first);
  else form.setError("root", { type: "server", message: wordsFor(error).sentence });
}
