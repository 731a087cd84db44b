/** 404: nothing at this address, and where to go instead. */
import { Link } from "@tanstack/react-router";
import { buttonClass } from "../ui/button.tsx";
import { Mark } from "../ui/mark.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function NotFound() {
  usePageTitle("Nothing here");
  return (
    <main className="grid min-h-[80dvh] place-items-center p-6">
      <div className="grid max-w-[44ch] justify-items-center gap-3 text-center">
        <Mark size={32} />
        <h1 className="type-hero mt-3">Nothing at this address</h1>
        <p className="type-body text-muted">
          The page was moved, deleted, or never existed. Your pictures and credits are where you left them.
        </p>
        <Link to="/" className={`${buttonClass("second", "lg")} mt-4`}>
          Go to the start
        </Link>
      </div>
    </main>
  );
}
