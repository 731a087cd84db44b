/** What there is to spend, how long it lasts, where it comes from and when it expires. */
import { useQuery } from "@tanstack/react-query";
import type { Balance, Lot } from "../../api/types.ts";
import { formatCount, formatCredits, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { usageQuery } from "./statement.ts";

const SOURCES: Record<Lot["source"], string> = {
  sign_up: "Welcome gift",
  plan: "Your plan",
  rolled_over: "Kept from the last period",
  pack: "Credit pack",
  bonus: "Bonus",
  adjustment: "Correction",
  returned: "Given back after they had expired",
  opening: "From before",
};

export function BalanceFigure({ balance }: { balance: Balance }) {
  const usage = useQuery(usageQuery(30, balance.available + balance.held));
  return (
    <section aria-label="Balance">
      <p className="text-muted">Available</p>
      <p className="text-[3rem] leading-14 font-thin tracking-tight text-strong sm:text-[3.5rem] sm:leading-16">
        {formatCount(balance.available)}
        <span className="ml-2.5 text-lg font-normal tracking-normal text-muted">
          {balance.available === 1 ? "credit" : "credits"}
        </span>
      </p>
      <p className="min-h-5 text-muted">
        {usage.data && <Outlook daysLeft={usage.data.daysLeft} perDay={usage.data.perDayThousandths} />}{" "}
        {balance.held === 0
          ? "Nothing is on hold."
          : `${formatCredits(balance.held)} ${balance.held === 1 ? "is" : "are"} on hold for running work.`}
      </p>
    </section>
  );
}

function Outlook({ daysLeft, perDay }: { daysLeft: number | null; perDay: number }) {
  if (daysLeft === null) return <>Nothing was used in the last 14 days.</>;
  const pace = perDay < 1_000 ? "less than 1" : formatCount(Math.round(perDay / 1_000));
  return (
    <>
      Lasts about{" "}
      <b className="font-medium text-strong">
        {formatCount(daysLeft)} {daysLeft === 1 ? "day" : "days"}
      </b>{" "}
      at your pace of {pace} a day.
    </>
  );
}

export function Lots({ balance }: { balance: Balance }) {
  return (
    <div className="grid gap-4">
      {balance.owed > 0 && (
        <p className="rounded-lg bg-warning-soft px-3 py-2 text-fact text-warning">
          {formatCredits(balance.owed)} of a purchase that was paid back {balance.owed === 1 ? "was" : "were"}{" "}
          used already. They are taken from your next purchase; your balance never goes below zero.
        </p>
      )}
      {balance.lots.length === 0 && <p className="text-muted">There are no credits.</p>}
      <Leaders className="text-fact">
        {balance.lots.map((lot) => (
          <Leader key={lot.id} label={lotWords(lot)} figure={formatCount(lot.remaining)} />
        ))}
      </Leaders>
      {balance.lots.length > 1 && (
        <p className="text-small text-muted">Spent from the top: what expires soonest goes first.</p>
      )}
    </div>
  );
}

function lotWords(lot: Lot): string {
  const until = lot.expiresAt === null ? "never expires" : `expires ${formatWhen(lot.expiresAt)}`;
  const held = lot.held > 0 ? `, ${formatCount(lot.held)} on hold` : "";
  return `${SOURCES[lot.source]}, ${until}${held}`;
}
