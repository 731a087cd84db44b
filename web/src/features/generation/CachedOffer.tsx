/** Under the composer, before anything is sent: there is an identical result, it is free, and one press makes it anew instead. */
import { History } from "lucide-react";
import type { Quote } from "../../api/types.ts";
import { formatCredits } from "../../ui/format.ts";
import { cachedWords } from "./cached-words.ts";
import type { CachedOfferState } from "./use-cached-offer.ts";

type CachedOfferProps = { quote: Quote | null; offer: CachedOfferState };

export function CachedOffer({ quote, offer }: CachedOfferProps) {
  const cached = quote?.cached;
  if (!cached && !offer.anew) return null;
  return (
    <p
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl bg-info-soft px-3 py-2 text-fact"
    >
      <History aria-hidden="true" size={14} className="shrink-0 text-info" />
      <span className="min-w-0 flex-1">
        {cached ? `${cachedWords(cached.madeAt)}, free` : "It will be made anew"}
      </span>
      <button
        type="button"
        onClick={cached ? offer.makeAnew : offer.takeEarlier}
        className="rounded-xs font-medium text-primary-text underline-offset-3 hover:underline max-sm:-my-2 max-sm:py-3.5"
      >
        {cached ? `Make it anew for ${formatCredits(cached.creditsAnew)}` : "Take the identical result"}
      </button>
    </p>
  );
}
