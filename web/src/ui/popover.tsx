/**
 * Popover: floats beside its trigger, does not trap. Opened from the keyboard the focus
 * moves in, Escape returns it. On phones it becomes a sheet from the bottom, unless
 * `attached` says that it must stay with its trigger.
 */
import { Popover as Radix, Slot } from "radix-ui";
import { lazy, type ReactNode, Suspense } from "react";
import { keepTrying } from "./keep-trying.ts";
import { PHONE, useMediaQuery } from "./use-media-query.ts";

/** Only phones need it, and only once it is opened. */
const Sheet = lazy(() =>
  keepTrying(() => import("./sheet.tsx")).then((module) => ({ default: module.Sheet })),
);

type PopoverProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Names the dialog for screen readers. */
  title: string;
  /** One button. */
  trigger: ReactNode;
  side?: "top" | "bottom";
  align?: "start" | "center" | "end";
  attached?: boolean;
  children: ReactNode;
};

export function Popover(props: PopoverProps) {
  const { open, onOpenChange, title, trigger, side = "top", align = "end", attached, children } = props;
  const phone = useMediaQuery(PHONE);
  if (phone && !attached) {
    return (
      <>
        <Slot.Root aria-haspopup="dialog" aria-expanded={open} onClick={() => onOpenChange(!open)}>
          {trigger}
        </Slot.Root>
        {open && (
          <Suspense fallback={null}>
            <Sheet open onOpenChange={onOpenChange} title={title} hideTitle>
              {children}
            </Sheet>
          </Suspense>
        )}
      </>
    );
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={title}
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={8}
          className="z-30 w-85 max-w-[calc(100vw-16px)] rounded-xl bg-surface-2 p-4 shadow-e2 animate-rise"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
