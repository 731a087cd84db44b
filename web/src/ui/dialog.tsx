/**
 * Dialog: 440 wide, the title asks the question, the safe choice comes first.
 *
 * Radix traps and returns the focus. Its own overlay is not used: that one locks scrolling
 * with an injected style element, which our content security policy forbids; the page
 * behind does not scroll here, since only the sheet does.
 */
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { IconButton } from "./icon-button.tsx";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, safe choice first. */
  actions?: ReactNode;
  wide?: boolean;
  /** Shows a close button: for dialogs that inform rather than ask. */
  closable?: boolean;
};

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, actions, wide, closable } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 grid place-items-center overflow-y-auto bg-overlay p-4 animate-appear">
          <Radix.Content
            // A dialog that only informs takes the focus itself: a focused close button would
            // show its tooltip over the words.
            onOpenAutoFocus={(event) => {
              if (!closable) return;
              event.preventDefault();
              if (event.target instanceof HTMLElement) event.target.focus();
            }}
            {...(description ? {} : { "aria-describedby": undefined })}
            className={classNames(
              "relative grid max-h-full w-full gap-3 overflow-y-auto rounded-2xl bg-surface-1 p-6 shadow-e3 animate-rise scroll-quiet",
              wide ? "max-w-160" : "max-w-110",
            )}
          >
            <Radix.Title className={classNames("type-sub", closable && "pr-10")}>{title}</Radix.Title>
            {closable && (
              <Radix.Close asChild>
                <IconButton label="Close" className="absolute top-5 right-5">
                  <X aria-hidden="true" size={18} />
                </IconButton>
              </Radix.Close>
            )}
            {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
            {children}
            {actions && <div className="mt-2 flex flex-wrap justify-end gap-2">{actions}</div>}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}
