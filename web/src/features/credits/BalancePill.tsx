/**
 * The balance in the header: always there, always now. It is `aria-live="off"`: its changes
 * are part of the sentences that say what a run cost.
 */
import { Link } from "@tanstack/react-router";
import { formatCount } from "../../ui/format.ts";
import { useBalance } from "./balance.ts";
import { useCounted } from "./use-counted.ts";

export function BalancePill() {
  const { data } = useBalance();
  const shown = useCounted(data?.available);
  return (
    <Link
      to="/billing"
      aria-live="off"
      className="relative inline-flex h-8 min-w-24 items-center justify-center gap-1.5 rounded-full px-3 text-fact whitespace-nowrap text-muted inset-ring inset-ring-line-subtle transition-colors hover:bg-surface-1 max-sm:after:absolute max-sm:after:-inset-1.5"
    >
      {shown === undefined ? (
        <span className="sr-only">Credits</span>
      ) : (
        <span>
          <b className="font-medium text-strong">{formatCount(shown)}</b> {shown === 1 ? "credit" : "credits"}
        </span>
      )}
    </Link>
  );
}
