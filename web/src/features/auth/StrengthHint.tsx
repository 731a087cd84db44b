/** Three short bars and a sentence below a new password. */
import { classNames } from "../../ui/class-names.ts";
import { passwordStrength } from "./password-strength.ts";

const FILL = ["bg-surface-2", "bg-warning", "bg-info", "bg-success"];

export function StrengthHint({ password }: { password: string }) {
  const { level, hint } = passwordStrength(password);
  return (
    <span className="grid gap-1.5 pt-0.5">
      <span aria-hidden="true" className="grid grid-cols-3 gap-1">
        {[1, 2, 3].map((bar) => (
          <span
            key={bar}
            className={classNames(
              "h-1 rounded-full transition-colors",
              bar <= level ? FILL[level] : "bg-surface-2",
            )}
          />
        ))}
      </span>
      <span aria-live="polite">{hint}</span>
    </span>
  );
}
