/** What went wrong with the whole form, above its fields. */
import { CircleAlert } from "lucide-react";

export function FormError({ message }: { message: string | undefined }) {
  if (!message) return null;
  return (
    <p role="alert" className="flex gap-2.5 rounded-xl bg-error-soft px-4 py-3 text-body">
      <CircleAlert aria-hidden="true" size={18} className="mt-px text-error-text" />
      {message}
    </p>
  );
}
