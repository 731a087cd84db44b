/** What the subscription is paid with, as the payment service says it now, and the way to another card or account. */
import { useQuery } from "@tanstack/react-query";
import { CreditCard, Landmark } from "lucide-react";
import type { StoredMethod } from "../../api/billing-types.ts";
import { wordsFor } from "../../api/problems.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { goToCheckout, methodQuery, usePortal } from "./billing.ts";
import { methodWords } from "./subscription-words.ts";

export function PaymentMethod() {
  const stored = useQuery(methodQuery);
  if (stored.isError) return <ProblemNotice error={stored.error} onRetry={() => void stored.refetch()} />;
  if (stored.isPending) return <Skeleton className="h-12 rounded-xl" />;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <Method stored={stored.data} />
      {stored.data.change && <Change by={stored.data.change} />}
    </div>
  );
}

function Method({ stored: { method, known, change } }: { stored: StoredMethod }) {
  if (!known) {
    return (
      <p role="status" className="flex-1 text-muted">
        The payment service does not answer at the moment. Nothing was changed.
      </p>
    );
  }
  if (!method) {
    return (
      <p className="flex-1 text-muted">
        {change
          ? "It shows here after the first charge."
          : "Kept with a subscription only. Packs are paid anew each time."}
      </p>
    );
  }
  const Icon = method.kind === "card" ? CreditCard : Landmark;
  const { title, detail } = methodWords(method);
  return (
    <div className="flex min-w-0 flex-1 items-center gap-3">
      <Icon aria-hidden="true" size={20} strokeWidth={1.75} className="shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="truncate font-medium text-strong">{title}</p>
        {detail && <p className="text-small text-muted">{detail}</p>}
      </div>
    </div>
  );
}

function Change({ by }: { by: string }) {
  const portal = usePortal();
  const go = () =>
    portal.mutate(undefined, {
      onSuccess: ({ url, next }) => {
        if (url) window.location.assign(url);
        else if (next) goToCheckout(next.id);
      },
      onError: (error) => toast({ tone: "bad", title: wordsFor(error).sentence }),
    });
  return (
    <Button busy={portal.isPending} onClick={go}>
      {by === "portal" ? "Manage at Stripe" : "Use another account"}
    </Button>
  );
}
