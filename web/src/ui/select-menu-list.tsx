/**
 * The list of a select menu: a menu of radio items. The arrow keys and typing find an item, Enter chooses it.
 */
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { MENU_ROW } from "./menu.tsx";

export type SelectOption<Value extends string> = {
  value: Value;
  label: string;
  /** A second, quieter line. */
  note?: string;
  icon?: ReactNode;
};

export type SelectMenuProps<Value extends string> = {
  /** Names the choice: "Style". */
  label: string;
  value: Value;
  options: SelectOption<Value>[];
  onChange: (value: Value) => void;
  /** One button. */
  trigger: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "end";
};

export function SelectMenuList<Value extends string>(props: SelectMenuProps<Value>) {
  const { label, value, options, onChange, trigger, side = "top", align = "start" } = props;
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={8}
          className="z-30 max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] min-w-56 overflow-y-auto rounded-xl bg-surface-2 p-1.5 shadow-e2 animate-rise scroll-quiet"
        >
          <Radix.Label className="px-2.5 pt-1.5 pb-2 text-small text-(--text-on-raised)">{label}</Radix.Label>
          <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
            {options.map((option) => (
              <Radix.RadioItem key={option.value} value={option.value} className={MENU_ROW}>
                {option.icon}
                <span className="grid flex-1 py-1.5">
                  {option.label}
                  {option.note && <span className="text-small text-(--text-on-raised)">{option.note}</span>}
                </span>
                <Radix.ItemIndicator>
                  <Check aria-hidden="true" size={16} className="text-primary-text" />
                </Radix.ItemIndicator>
              </Radix.RadioItem>
            ))}
          </Radix.RadioGroup>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
