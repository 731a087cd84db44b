/** What stands about a payment, said once: to the eye and to a screen reader. */
import { CircleAlert, CircleCheck, Clock, CloudOff, Info } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Banner } from "../../ui/banner.tsx";
import type { Standing, Thing } from "./checkout-state.ts";

/** After this long the customer is told that nothing is wrong with waiting. */
const LONG_MS = 20_000;

type CheckoutNoticeProps = { stands: Standing; thing: Thing; online: boolean };

export function CheckoutNotice({ stands, thing, online }: CheckoutNoticeProps) {
  if (!online && stands !== "done") {
    return (
      <Notice tone="warn" icon={<CloudOff size={18} />} title="You are offline">
        Nothing is paid while you are. What you paid before counts, and shows here when you are back.
      </Notice>
    );
  }
  switch (stands) {
    case "done":
      return (
        <Notice tone="ok" icon={<CircleCheck size={18} />} title="All done">
          {thing.done}
        </Notice>
      );
    case "confirming":
      return <Confirming />;
    case "on_its_way":
      return (
        <Notice tone="info" icon={<Clock size={18} />} title="Your bank said yes, the money is on its way">
          That can take some days with some banks. What you bought is there as soon as it arrives; you need
          not do anything.
        </Notice>
      );
    case "refused":
      return (
        <Notice tone="bad" icon={<CircleAlert size={18} />} title="That try did not go through" role="alert">
          {thing.failure ?? "The bank refused it."} Nothing was charged; try again or another way to pay.
        </Notice>
      );
    case "closed":
      return (
        <Notice tone="info" icon={<Info size={18} />} title="Nothing was paid">
          You closed the payment. It waits for you here.
        </Notice>
      );
    case "unreachable":
      return (
        <Notice
          tone="bad"
          icon={<CircleAlert size={18} />}
          title="The payment service did not open"
          role="alert"
        >
          Check the connection, or something that blocks scripts. Nothing was charged by this try.
        </Notice>
      );
    case "over":
      return (
        <Notice tone="info" icon={<Info size={18} />} title="This payment expired">
          Nothing was charged. Begin it anew on your billing page.
        </Notice>
      );
    default:
      return null;
  }
}

function Confirming() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Notice tone="info" icon={<Clock size={18} />} title="Waiting for the payment service to confirm">
      {long
        ? "This takes longer than usual. You can leave: what you paid for comes by itself, and you are never charged twice for it."
        : "A few seconds, most of the time. Please do not pay again."}
    </Notice>
  );
}

type NoticeProps = {
  tone: "info" | "ok" | "warn" | "bad";
  icon: ReactNode;
  title: string;
  children: ReactNode;
  role?: "alert" | "status";
};

function Notice({ tone, icon, title, children, role }: NoticeProps) {
  return (
    <Banner tone={tone} icon={icon} title={title} role={role}>
      {children}
    </Banner>
  );
}
