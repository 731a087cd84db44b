/** A named part of the page that is no landmark: there may be many of the same name. */
import type { ReactNode } from "react";

type NamedGroupProps = { label: string; className?: string; children: ReactNode };

export function NamedGroup({ label, className, children }: NamedGroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups the fields of a form
    <div role="group" aria-label={label} className={className}>
      {children}
    </div>
  );
}
