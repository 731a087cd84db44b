/** On the pricing page: a code, and what a plan or pack costs with it, before anybody signs up. */
import { useQueries } from "@tanstack/react-query";
import type { Interval, PriceList } from "../../api/billing-types.ts";
import type { Plan } from "../../api/types.ts";
import { formatCount } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { CodeField } from "./CodeField.tsx";
import { checkedPriceQuery, type Goods } from "./offers.ts";
import { shortAmount } from "./plan-words.ts";
import { isLower, thenWords } from "./price-words.ts";

const INTERVALS: Interval[] = ["monthly", "annual"];

type CodePreviewProps = { prices: PriceList; code: string; onCode: (code: string) => void };

export function CodePreview({ prices, code, onCode }: CodePreviewProps) {
  const goods: Goods[] = [
    ...prices.plans
      .filter((plan) => plan.monthly !== null)
      .flatMap((plan) => INTERVALS.map((interval) => ({ plan: plan.id as Plan, interval }))),
    ...prices.packs.map((pack) => ({ credits: pack.credits })),
  ];
  const checked = useQueries({
    queries: goods.map((one) => ({ ...checkedPriceQuery(one, code), enabled: code !== "" })),
  });
  const fits = goods.flatMap((one, index) => {
    const price = checked[index]?.data;
    return price && isLower(price) ? [{ one, price }] : [];
  });
  const busy = checked.some((query) => query.isFetching);
  const refused = code !== "" && !busy && fits.length === 0 ? reason(checked) : null;
  return (
    <div className="grid gap-4">
      <CodeField code={code} onCode={onCode} busy={busy} error={refused} />
      {fits.length > 0 && (
        <div role="status" className="grid gap-2">
          <p className="text-muted">{fits[0]?.price.title}</p>
          <Leaders>
            {fits.map(({ one, price }) => (
              <Leader
                key={JSON.stringify(one)}
                label={nameOf(one, price.periods)}
                figure={
                  <>
                    <s className="text-muted">{shortAmount(price.regular.text)}</s>{" "}
                    {shortAmount(price.due.text)}
                    {price.then && "plan" in one && (
                      <span className="block text-small text-muted">
                        {thenWords(price.periods, one.interval)} {shortAmount(price.then.text)}
                      </span>
                    )}
                  </>
                }
              />
            ))}
          </Leaders>
        </div>
      )}
      {prices.campaigns.map((campaign) => (
        <p key={campaign.code} className="text-small text-muted">
          {campaign.title}: code {campaign.code}, {campaign.percentOff}% off.
        </p>
      ))}
    </div>
  );
}

/** The most telling reason: one about the code itself before one about the goods. */
function reason(queries: { error: unknown }[]): unknown {
  const errors = queries.map(({ error }) => error).filter(Boolean);
  const aboutGoods = (error: unknown) => error instanceof Error && error.message.includes("not for");
  return errors.find((error) => !aboutGoods(error)) ?? errors[0] ?? null;
}

function nameOf(goods: Goods, periods: number): string {
  if ("credits" in goods) return `${formatCount(goods.credits)} credits`;
  const name = goods.plan.charAt(0).toUpperCase() + goods.plan.slice(1);
  if (periods > 1) return `${name}, ${periods} months`;
  return `${name}, ${goods.interval === "annual" ? "first year" : "first month"}`;
}
