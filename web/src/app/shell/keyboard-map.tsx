/** The keyboard map behind `?`: drawn from the actions that are registered at this moment. */
import { Dialog } from "../../ui/dialog.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { usePreferences } from "../../ui/preferences.ts";
import { useRegisteredActions } from "../actions.ts";

export function KeyboardMap({ onOpenChange }: { onOpenChange: (open: boolean) => void }) {
  const actions = useRegisteredActions();
  const { letterShortcuts } = usePreferences();
  return (
    <Dialog
      wide
      closable
      open
      onOpenChange={onOpenChange}
      title="Keyboard map"
      description={
        letterShortcuts
          ? "Single letters work outside text fields. They can be switched off on the account page."
          : "Single letters are switched off on the account page."
      }
    >
      <ul className="mt-2 grid gap-x-10 sm:grid-cols-2">
        {actions.map((action) => (
          <li key={action.id} className="flex h-10 items-center justify-between border-b border-line-subtle">
            {action.label}
            <Keys shortcut={action.shortcut} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const MAC = navigator.platform.startsWith("Mac");

/** "G then C" and "mod+." as keys with plain words between them. */
function Keys({ shortcut }: { shortcut: string }) {
  const keys = shortcut.replace("mod+", MAC ? "⌘ " : "Ctrl ").split(" ");
  return (
    <span className="flex items-center gap-1.5 text-small text-muted">
      {keys.map((key) => (key === "then" ? <span key={key}>{key}</span> : <Kbd key={key}>{key}</Kbd>))}
    </span>
  );
}
