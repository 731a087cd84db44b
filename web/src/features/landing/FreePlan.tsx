/** The plans there are: one, and it is free. */
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { buttonClass } from "../../ui/button.tsx";

const HAS = [
  "50 credits once, when you sign up",
  "Up to 50 simple pictures, or 16 painted ones",
  "Every flow of this server",
  "The exact price before each run",
  "One run at a time",
];

export function FreePlan() {
  return (
    <section aria-labelledby="plans" className="landing-width pb-16 sm:pb-24">
      <div className="grid gap-8 rounded-2xl bg-surface-1 p-5 shadow-e1 sm:p-8 lg:grid-cols-[1fr_1fr_auto] lg:items-center lg:gap-12">
        <div>
          <h2 id="plans" className="text-base font-medium text-strong">
            Free
          </h2>
          <p className="type-hero mt-2">
            ₹0 <span className="text-ui font-normal tracking-normal text-muted">50 credits, once</span>
          </p>
          <p className="mt-3 max-w-[44ch] text-muted">
            The only plan there is in this release. Nothing is for sale here, and no card is asked for.
          </p>
        </div>
        <ul className="grid gap-2.5">
          {HAS.map((line) => (
            <li key={line} className="grid grid-cols-[16px_1fr] gap-2.5">
              <Check aria-hidden="true" size={16} className="mt-0.5 text-muted" />
              {line}
            </li>
          ))}
        </ul>
        <Link to="/sign-up" className={buttonClass("second", "lg")}>
          Start free
        </Link>
      </div>
    </section>
  );
}
