/** The top of the landing page. */
import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../ui/button.tsx";
import { Brand } from "../../ui/mark.tsx";

const LINK = "rounded-lg px-3 py-1.5 text-muted transition-colors hover:text-strong";

export function LandingHeader() {
  return (
    <header className="landing-width flex h-15 items-center gap-2 sm:h-18">
      <Link to="/" className="mr-6 rounded-lg max-sm:py-2.5">
        <Brand />
      </Link>
      <nav aria-label="Main" className="mr-auto flex gap-0.5 max-md:hidden">
        <a href="/#examples" className={LINK}>
          Examples
        </a>
        <Link to="/pricing" className={LINK}>
          Pricing
        </Link>
        <a href="/#self-host" className={LINK}>
          Self-host
        </a>
        <a href="/api/docs" className={LINK}>
          API
        </a>
      </nav>
      <Link to="/sign-in" className={`${buttonClass("ghost")} max-md:ml-auto`}>
        Sign in
      </Link>
      <Link to="/sign-up" className={`${buttonClass("second")} max-sm:hidden`}>
        Start free
      </Link>
    </header>
  );
}
