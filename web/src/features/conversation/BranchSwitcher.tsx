/** Which of several branches is on screen, at the message where they part, and the way to the others. */
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { IconButton } from "../../ui/icon-button.tsx";

export type Step = "earlier" | "later";

type BranchSwitcherProps = {
  /** The message on screen, and everything that was said in its place, itself included. */
  shown: string;
  branches: string[];
  /** The button to focus once: the switcher of the branch that was left had it. */
  focusOn: Step | null;
  onSwitch: (messageId: string, step: Step) => void;
};

export function BranchSwitcher({ shown, branches, focusOn, onSwitch }: BranchSwitcherProps) {
  const place = branches.indexOf(shown);
  const group = useRef<HTMLFieldSetElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the switcher that has just come takes the focus over
  useEffect(() => {
    if (focusOn) group.current?.querySelector<HTMLElement>(`[data-step=${focusOn}]`)?.focus();
  }, []);

  const button = (step: Step) => {
    const target = branches[place + (step === "earlier" ? -1 : 1)];
    const Icon = step === "earlier" ? ChevronLeft : ChevronRight;
    return (
      <IconButton
        label={step === "earlier" ? "Earlier version" : "Later version"}
        size="sm"
        data-step={step}
        // Disabled, it would lose the focus at the last version.
        aria-disabled={target === undefined || undefined}
        onClick={() => target !== undefined && onSwitch(target, step)}
        className="aria-disabled:cursor-default aria-disabled:text-disabled aria-disabled:hover:bg-transparent"
      >
        <Icon aria-hidden="true" size={16} />
      </IconButton>
    );
  };
  return (
    <fieldset
      ref={group}
      aria-label="Versions"
      className="-mt-3 flex items-center justify-end gap-0.5 text-fact text-muted"
    >
      {button("earlier")}
      <span>
        {place + 1} of {branches.length}
      </span>
      {button("later")}
    </fieldset>
  );
}
