/** A box where content will stand, shown only after 150 ms so that fast answers do not flash. */
import { useEffect, useState } from "react";
import { classNames } from "./class-names.ts";

const SHOW_AFTER_MS = 150;

/** Size and radius come from `className`; it keeps its space from the first frame. */
export function Skeleton({ className }: { className?: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-hidden="true" className={classNames("rounded-lg", shown && "animate-shimmer", className)} />
  );
}
