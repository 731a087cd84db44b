/** One of a few, side by side: radio buttons that look like one control. */
import { useId } from "react";

type SegmentedProps<Value extends string> = {
  label: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="inline-flex justify-self-start rounded-[10px] bg-inset p-0.75 inset-ring inset-ring-line-subtle">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="relative inline-flex h-7.5 cursor-pointer items-center rounded-[7px] px-3 text-fact font-medium text-muted transition-colors hover:text-strong has-checked:bg-surface-2 has-checked:text-strong has-focus-visible:outline-2 has-focus-visible:outline-focus max-sm:h-11"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
