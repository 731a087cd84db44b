/** Asks before a subscription ends; where something is offered for staying, it is offered here, once. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Subscription } from "../../api/billing-types.ts";
import { wordsFor } from "../../api/problems.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { formatDay } from "../../ui/format-day.ts";
import { toast } from "../../ui/toast.tsx";
import { useCancel } from "./billing.ts";
import { markShown, offersQuery, useStay } from "./offers.ts";

type CancelDialogProps = { subscription: Subscription; open: boolean; onOpenChange: (open: boolean) => void };

export function CancelDialog({ subscription, open, onOpenChange }: CancelDialogProps) {
  const cancel = useCancel();
  const stay = useStay();
  const offers = useQuery({ ...offersQuery, enabled: open, staleTime: Number.POSITIVE_INFINITY });
  const offer = offers.data?.leaving ?? null;
  useEffect(() => {
    if (open && offer) markShown(offer.code);
  }, [open, offer]);
  const until = subscription.periodEnd === null ? "the end of the period" : formatDay(subscription.periodEnd);
  const failed = (error: unknown) => toast({ tone: "bad", title: wordsFor(error).sentence });
  const end = (atOnce: boolean) =>
    cancel.mutate(atOnce, { onSuccess: () => onOpenChange(false), onError: failed });
  const take = (code: string) =>
    stay.mutate(code, {
      onSuccess: ({ credits }) => {
        onOpenChange(false);
        toast({ tone: "ok", title: `${formatCount(credits)} credits are in your balance` });
      },
      onError: failed,
    });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Cancel the subscription?"
      description={wordsOf(subscription, until)}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button busy={cancel.isPending} onClick={() => end(false)}>
            Cancel at {until}
          </Button>
          <Button kind="danger" busy={cancel.isPending} onClick={() => end(true)}>
            End it now
          </Button>
        </>
      }
    >
      {offer && (
        <div className="grid gap-3 rounded-xl bg-inset p-4">
          <p className="text-body">{offer.title}: yours at once when you stay. This is offered once.</p>
          <Button
            kind="primary"
            className="justify-self-start"
            busy={stay.isPending}
            onClick={() => take(offer.code)}
          >
            Stay for {formatCount(offer.credits)} credits
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function wordsOf(subscription: Subscription, until: string): string {
  if (subscription.trialEndsAt !== null) {
    return `Nothing is charged. You keep the trial until ${until}, or end it now.`;
  }
  return `Nothing more is charged. You keep the plan until ${until}, or end it now. Your credits stay either way until they expire.`;
}
