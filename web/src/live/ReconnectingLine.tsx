/** Says that live updates are interrupted, for as long as they are. Runs go on without it. */
import { LoaderCircle } from "lucide-react";
import { useOnline } from "../api/online.ts";
import { useIsReconnecting } from "./connection.ts";

export function ReconnectingLine() {
  const reconnecting = useIsReconnecting();
  // Without any connection the banner says so already.
  const online = useOnline();
  return (
    <div role="status" className="text-small text-muted">
      {reconnecting && online && (
        <p className="flex items-center justify-center gap-2 border-b border-line-subtle py-1.5">
          <LoaderCircle aria-hidden="true" size={14} className="animate-turn" />
          Reconnecting… Runs go on meanwhile.
        </p>
      )}
    </div>
  );
}
