/** The foot of the landing page. */
import { Link } from "@tanstack/react-router";
import { Mark } from "../../ui/mark.tsx";

const LINK = "rounded-xs hover:text-strong max-sm:py-3.5";

export function LandingFooter() {
  return (
    <footer className="border-t border-line-subtle">
      <div className="landing-width flex flex-wrap items-center gap-x-6 gap-y-2 py-8 text-fact text-muted">
        <span className="mr-auto flex items-center gap-2.5">
          <Mark size={20} />
          Marty Martin, open source under Apache 2.0
        </span>
        <a href="/api/docs" className={LINK}>
          API reference
        </a>
        <Link to="/sign-in" className={LINK}>
          Sign in
        </Link>
        <Link to="/sign-up" className={LINK}>
          Create an account
        </Link>
      </div>
    </footer>
  );
}
