/** One icon, a few words, one second button: what stands where nothing is yet. */
import type { ReactNode } from "react";

type EmptyStateProps = { icon: ReactNode; title?: string; children: ReactNode; action?: ReactNode };

export function EmptyState({ icon, title = "Nothing here yet", children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-12 text-center">
      <span aria-hidden="true" className="text-muted">
        {icon}
      </span>
      <h2 className="font-medium text-strong">{title}</h2>
      <p className="max-w-[48ch] text-muted">{children}</p>
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}
