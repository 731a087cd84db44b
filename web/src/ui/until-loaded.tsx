/** A button that is there from the first frame, and what it opens a moment later: until that has arrived the button cannot be pressed. */
import { type ReactNode, Suspense } from "react";

export function UntilLoaded({ button, children }: { button: ReactNode; children: ReactNode }) {
  return (
    <Suspense
      fallback={
        <span inert className="contents">
          {button}
        </span>
      }
    >
      {children}
    </Suspense>
  );
}
