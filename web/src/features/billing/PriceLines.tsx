/** Exactly what is paid today, and what follows. */
import type { CheckedPrice } from "../../api/offer-types.ts";
import { formatCount } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { isLower, thenWords } from "./price-words.ts";

export function PriceLines({ price, interval }: { price: CheckedPrice; interval?: "monthly" | "annual" }) {
  return (
    <Leaders>
      {isLower(price) && (
        <>
          <Leader label="Regular price" figure={<s className="text-muted">{price.regular.text}</s>} />
          <Leader label={price.title ?? "Code"} figure={price.coupon} />
        </>
      )}
      <Leader label="Credits" figure={`+${formatCount(price.credits)}`} />
      <Leader label="You pay today" figure={price.due.text} total />
      {price.then && interval && (
        <Leader label={thenWords(price.periods, interval)} figure={price.then.text} />
      )}
    </Leaders>
  );
}
