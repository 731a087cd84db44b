/** How a price comes about: choose a quality and read the receipt it would have. */
import { useState } from "react";
import type { Quality } from "../../api/types.ts";
import { formatCredits } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { SAMPLE_RECEIPTS, type SampleReceipt } from "./receipts.ts";

const QUALITIES = SAMPLE_RECEIPTS.map(({ quality, label }) => ({ value: quality, label }));

export function PriceExplained() {
  const [quality, setQuality] = useState<Quality>("high");
  const receipt = SAMPLE_RECEIPTS.find((one) => one.quality === quality);
  return (
    <section
      id="price"
      className="landing-width grid scroll-mt-6 items-center gap-8 pb-16 sm:pb-22 lg:grid-cols-[1fr_420px] lg:gap-24"
    >
      <div className="grid gap-4">
        <h2 className="type-hero">The receipt comes first</h2>
        <p className="type-body max-w-[56ch] text-muted">
          While you type, the price stands beside the send button. Open it and every factor is there with its
          exact value. It is rounded up once, at the end, and it is the most you can pay.
        </p>
        <p className="type-body max-w-[56ch] text-muted">
          Sending sets the credits aside. A finished picture takes them; anything else gives them back, and
          the conversation says so where it happened.
        </p>
      </div>
      <div className="rounded-2xl bg-surface-1 p-5 shadow-e1 sm:p-6">
        <Segmented label="Quality" value={quality} options={QUALITIES} onChange={setQuality} />
        {receipt && <Receipt receipt={receipt} />}
      </div>
    </section>
  );
}

/** The longest receipt has three lines; the others keep its height, so that nothing jumps. */
function Receipt({ receipt }: { receipt: SampleReceipt }) {
  return (
    <div aria-live="polite" className="mt-5 flex min-h-45 flex-col">
      <h3 className="type-sub mb-3">{formatCredits(receipt.credits)}, exactly</h3>
      <Leaders className="flex-1">
        {receipt.lines.map((line) => (
          <Leader key={line.label} label={line.label} figure={line.amount} />
        ))}
        <Leader label="You pay at most" figure={formatCredits(receipt.credits)} total className="mt-auto" />
      </Leaders>
    </div>
  );
}
