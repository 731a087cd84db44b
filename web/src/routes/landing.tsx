/** `/`: what this is, what it makes, what it costs, how to run it. */
import { ExampleStrip } from "../features/landing/ExampleStrip.tsx";
import { FreePlan } from "../features/landing/FreePlan.tsx";
import { Hero } from "../features/landing/Hero.tsx";
import { LandingFooter } from "../features/landing/LandingFooter.tsx";
import { LandingHeader } from "../features/landing/LandingHeader.tsx";
import { PriceExplained } from "../features/landing/PriceExplained.tsx";
import { Promises } from "../features/landing/Promises.tsx";
import { SelfHost } from "../features/landing/SelfHost.tsx";
import { Stage } from "../features/landing/Stage.tsx";
import { usePageTitle } from "../ui/page-title.ts";

export function LandingRoute() {
  usePageTitle("Pictures from a sentence, at a price you know");
  return (
    <div className="bg-(image:--glow-hero) bg-[length:100%_900px] bg-no-repeat">
      <LandingHeader />
      <main>
        <Hero />
        <Stage />
        <Promises />
        <ExampleStrip />
        <PriceExplained />
        <SelfHost />
        <FreePlan />
      </main>
      <LandingFooter />
    </div>
  );
}
