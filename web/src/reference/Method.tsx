/** An HTTP method, told apart by its word first and its colour second. */
import { classNames } from "../ui/class-names.ts";

const COLOURS: Record<string, string> = {
  GET: "text-info",
  POST: "text-success",
  PUT: "text-warning",
  PATCH: "text-warning",
  DELETE: "text-error-text",
};

export function Method({ method, className }: { method: string; className?: string }) {
  return (
    <span className={classNames("font-mono text-small font-medium", COLOURS[method], className)}>
      {method}
    </span>
  );
}
