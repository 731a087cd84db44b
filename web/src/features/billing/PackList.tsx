/** Packs, each with its price; where `onBuy` is given, a button beside it. */
import type { PriceList } from "../../api/billing-types.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { shortAmount } from "./plan-words.ts";

type PackListProps = {
  prices: PriceList;
  onBuy?: (credits: number) => void;
};

export function PackList({ prices, onBuy }: PackListProps) {
  if (!onBuy) {
    return (
      <Leaders>
        {prices.packs.map((pack) => (
          <Leader
            key={pack.credits}
            label={`${formatCount(pack.credits)} credits, ${pack.eachText} each`}
            figure={shortAmount(pack.price.text)}
          />
        ))}
      </Leaders>
    );
  }
  return (
    <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      {prices.packs.map((pack) => (
        <li
          key={pack.credits}
          className="grid gap-2 rounded-xl bg-inset p-4 inset-ring inset-ring-line-subtle"
        >
          <p className="font-medium text-strong">{formatCount(pack.credits)} credits</p>
          <p className="text-fact text-muted">{pack.eachText} each</p>
          <Button
            aria-label={`Buy ${formatCount(pack.credits)} credits for ${pack.price.text}`}
            onClick={() => onBuy(pack.credits)}
          >
            {shortAmount(pack.price.text)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
