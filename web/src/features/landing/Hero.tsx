/** The promise in one breath, and the page's one violet button. */
import { Link } from "@tanstack/react-router";
import { Terminal } from "lucide-react";
import { buttonClass } from "../../ui/button.tsx";

export function Hero() {
  return (
    <section className="landing-width grid justify-items-start gap-5 pt-5 pb-7 sm:justify-items-center sm:pt-12 sm:pb-11 sm:text-center">
      <h1 className="type-hero lg:type-display">
        Say what you want to see. <br />
        Know what it costs.
      </h1>
      <p className="type-body max-w-[56ch] text-muted sm:text-sub">
        Marty Martin turns a sentence into a picture. The price is on the screen before you send, and it never
        goes up.
      </p>
      <div className="flex flex-wrap gap-3 max-sm:w-full sm:justify-center">
        <Link to="/sign-up" className={`${buttonClass("primary", "lg")} max-sm:w-full`}>
          Start with 50 credits
        </Link>
        <a href="#self-host" className={buttonClass("ghost", "lg")}>
          <Terminal aria-hidden="true" size={18} />
          Run it on your own machine
        </a>
      </div>
    </section>
  );
}
