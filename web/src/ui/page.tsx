/** A page on the sheet: at most 1360 wide, its title with actions at the right. */
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type PageProps = {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Forms and facts read better in the width of a column. */
  narrow?: boolean;
  children: ReactNode;
};

export function Page({ title, lead, actions, narrow, children }: PageProps) {
  return (
    <div
      className={classNames(
        "mx-auto px-4 pt-2 pb-6 sm:p-6 lg:px-12 lg:pt-8 lg:pb-16",
        narrow ? "max-w-190" : "max-w-340",
      )}
    >
      <div className="mb-4 flex flex-wrap items-end gap-4 sm:mb-6">
        <div className="mr-auto">
          {/* On phones the header already says it. */}
          <h1 className="type-section max-sm:sr-only">{title}</h1>
          {lead && <p className="text-muted">{lead}</p>}
        </div>
        {actions && <div className="flex gap-2 max-sm:w-full">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** A titled card of a page. */
export function PageCard({
  title,
  note,
  children,
}: {
  title: string;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="mb-5 rounded-2xl bg-surface-1 p-5 shadow-e1 sm:p-6">
      <h2 className="font-medium text-strong">{title}</h2>
      {note && <p className="mt-0.5 text-muted">{note}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
