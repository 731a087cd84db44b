/** On or off, at once: no button to confirm. */
import { useId } from "react";

type SwitchProps = { label: string; note?: string; checked: boolean; onChange: (checked: boolean) => void };

export function Switch({ label, note, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="relative flex min-h-11 items-center gap-6 py-2">
      <div className="flex-1">
        <label
          htmlFor={id}
          className="font-medium text-strong after:absolute after:inset-0 after:cursor-pointer"
        >
          {label}
        </label>
        {note && (
          <p id={`${id}-note`} className="text-fact text-muted">
            {note}
          </p>
        )}
      </div>
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={checked}
        aria-describedby={note ? `${id}-note` : undefined}
        onClick={() => onChange(!checked)}
        className="group relative h-5 w-9 shrink-0 rounded-full bg-line-control transition-colors aria-checked:bg-primary"
      >
        <span className="absolute top-0.75 left-0.75 size-3.5 rounded-full bg-(--knob) transition-transform group-aria-checked:translate-x-4 group-aria-checked:bg-on-primary" />
      </button>
    </div>
  );
}
