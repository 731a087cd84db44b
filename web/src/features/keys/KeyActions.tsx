/** What can be done with a key that was added: test it, switch it on or off, remove it. */
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type KeyScope, useCheckKey, useRemoveKey, useSwitchKey } from "./keys.ts";

type KeyActionsProps = {
  scope: KeyScope;
  id: string;
  /** How people know it, e.g. `…1234`. */
  name: string;
  switchedOn: boolean;
  unreadable: boolean;
};

export function KeyActions({ scope, id, name, switchedOn, unreadable }: KeyActionsProps) {
  const [asking, setAsking] = useState(false);
  const [check, change, remove] = [useCheckKey(scope), useSwitchKey(scope), useRemoveKey(scope)];
  return (
    <span className="flex flex-wrap gap-2">
      {!unreadable && (
        <>
          <Button
            size="sm"
            busy={check.isPending}
            onClick={() => check.mutate(id)}
            aria-label={`Test ${name}`}
          >
            Test
          </Button>
          <Button
            size="sm"
            busy={change.isPending}
            onClick={() => change.mutate({ id, switchedOn: !switchedOn })}
            aria-label={`Switch ${switchedOn ? "off" : "on"} ${name}`}
          >
            {switchedOn ? "Switch off" : "Switch on"}
          </Button>
        </>
      )}
      <Button size="sm" onClick={() => setAsking(true)} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove the key ${name}?`}
        description={
          scope === "own"
            ? "Work under way is finished with it. Runs that were priced for it and have not begun end without a charge; later ones cost the usual price."
            : "Work under way is finished with it. New work goes to the other keys, or to another provider."
        }
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button
              kind="danger"
              onClick={() => {
                setAsking(false);
                remove.mutate(id);
              }}
            >
              Remove key
            </Button>
          </>
        }
      />
    </span>
  );
}
