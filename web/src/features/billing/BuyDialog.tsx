/** What is about to be bought, with a code where there is one and exactly what is paid, before anything is. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PriceList } from "../../api/billing-types.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { CodeField } from "./CodeField.tsx";
import { checkedPriceQuery, type Goods } from "./offers.ts";
import { PriceLines } from "./PriceLines.tsx";
import { planName } from "./plan-name.ts";

type BuyDialogProps = {
  goods: Goods | null;
  prices: PriceList;
  /** A code to begin with. */
  code: string;
  busy: boolean;
  onBuy: (goods: Goods, coupon: string, trial: boolean) => void;
  onClose: () => void;
};

export function BuyDialog({ goods, ...rest }: BuyDialogProps) {
  if (!goods) return null;
  return <Open key={JSON.stringify(goods)} goods={goods} {...rest} />;
}

function Open({ goods, prices, code: first, busy, onBuy, onClose }: BuyDialogProps & { goods: Goods }) {
  const [code, setCode] = useState(first);
  const checked = useQuery(checkedPriceQuery(goods, code));
  // A code that is refused leaves the price as it is without one.
  const regular = useQuery({ ...checkedPriceQuery(goods, ""), enabled: checked.isError });
  const price = checked.data ?? (checked.isError ? regular.data : undefined);
  const used = checked.data?.coupon ?? "";
  const trial = "plan" in goods ? prices.trials.find((one) => one.plan === goods.plan) : undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={titleOf(goods)}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          {trial && !used && (
            <Button busy={busy} onClick={() => onBuy(goods, "", true)}>
              Try {trial.days} days free
            </Button>
          )}
          <Button kind="primary" busy={busy} disabled={!price} onClick={() => onBuy(goods, used, false)}>
            {price ? `Pay ${price.due.text}` : "Pay"}
          </Button>
        </>
      }
    >
      <div className="grid min-h-48 content-start gap-5">
        {price && <PriceLines price={price} interval={"plan" in goods ? goods.interval : undefined} />}
        {regular.isError && <ProblemNotice error={regular.error} onRetry={() => void regular.refetch()} />}
        <CodeField
          code={code}
          onCode={setCode}
          busy={checked.isFetching}
          error={checked.isError && code ? checked.error : null}
        />
        {trial && !used && (
          <p className="text-small text-muted">
            The trial brings {formatCount(trial.credits)} credits, once for a person and for what they pay
            with. You agree to the charge today; cancel before it ends and nothing is taken.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function titleOf(goods: Goods): string {
  if ("credits" in goods) return `Buy ${formatCount(goods.credits)} credits?`;
  return `Subscribe to ${planName(goods.plan)}, ${goods.interval === "annual" ? "yearly" : "monthly"}?`;
}
