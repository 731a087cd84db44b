/**
 * Menu: a list of actions behind a button. Not modal: the modal kind locks scrolling with
 * an injected style element, which our content security policy forbids.
 */
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type MenuProps = {
  /** One button; its name is the menu's name. */
  trigger: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom" | "right";
  children: ReactNode;
};

export function Menu({ trigger, align = "end", side = "bottom", children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-30 grid min-w-52 gap-0.5 rounded-xl bg-surface-2 p-1.5 shadow-e2 animate-rise"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The classes of one row of a menu; select menus share them. */
export const MENU_ROW =
  "flex min-h-9 max-sm:min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 text-ui text-body outline-none select-none data-highlighted:bg-surface-3 data-highlighted:text-strong data-disabled:text-disabled data-disabled:cursor-not-allowed";

type MenuItemProps = {
  icon?: ReactNode;
  onSelect?: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** The one child is a link that becomes the row. */
  asChild?: boolean;
  children: ReactNode;
};

export function MenuItem({ icon, onSelect, danger, disabled, asChild, children }: MenuItemProps) {
  return (
    <Radix.Item
      asChild={asChild}
      disabled={disabled}
      onSelect={onSelect}
      className={classNames(MENU_ROW, danger && "text-error-text data-highlighted:text-error-text")}
    >
      {asChild ? (
        children
      ) : (
        <>
          {icon}
          {children}
        </>
      )}
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="mx-2.5 my-1 h-px bg-line" />;
}

/** Words at the top of a menu that cannot be chosen. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 py-2 text-fact">{children}</Radix.Label>;
}
