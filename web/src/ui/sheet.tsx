/**
 * Sheet: what a popover becomes on a phone. Rises from the bottom with a handle, closes by
 * swiping it down, by Escape and by a tap beside it.
 */
import { Dialog as Radix } from "radix-ui";
import { type PointerEvent, type ReactNode, useRef } from "react";

type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** The title is read out but not shown. */
  hideTitle?: boolean;
  children: ReactNode;
};

/** How far down, in pixels, a swipe must go to close. */
const CLOSE_AFTER = 72;

export function Sheet({ open, onOpenChange, title, hideTitle, children }: SheetProps) {
  const panel = useRef<HTMLDivElement>(null);
  const start = useRef<number | null>(null);

  const move = (distance: number) => {
    if (panel.current) panel.current.style.transform = distance > 0 ? `translateY(${distance}px)` : "";
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    start.current = event.clientY;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent) => {
    if (start.current !== null) move(event.clientY - start.current);
  };
  const onUp = (event: PointerEvent) => {
    const distance = start.current === null ? 0 : event.clientY - start.current;
    start.current = null;
    move(0);
    if (distance > CLOSE_AFTER) onOpenChange(false);
  };

  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-overlay animate-appear">
          <Radix.Content
            ref={panel}
            aria-describedby={undefined}
            className="fixed inset-x-0 bottom-0 max-h-[85dvh] overflow-y-auto rounded-t-2xl bg-surface-2 px-4 pb-[calc(16px+env(safe-area-inset-bottom))] shadow-e3 animate-slide-up scroll-quiet"
          >
            <div
              aria-hidden="true"
              className="sticky top-0 -mx-4 grid h-7 touch-none place-items-center bg-surface-2"
              onPointerDown={onDown}
              onPointerMove={onMove}
              onPointerUp={onUp}
              onPointerCancel={onUp}
            >
              <span className="h-1 w-10 rounded-full bg-line-control" />
            </div>
            <Radix.Title className={hideTitle ? "sr-only" : "type-sub mb-3"}>{title}</Radix.Title>
            {children}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
