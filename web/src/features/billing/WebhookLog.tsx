/** What payment services announced, for administrators: what waits for a person can be handled once more. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { WebhookEvent } from "../../api/billing-types.ts";
import { request } from "../../api/client.ts";
import { wordsFor } from "../../api/problems.ts";
import type { Page } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { formatWhen } from "../../ui/format.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { toast } from "../../ui/toast.tsx";

const KEY = ["admin", "webhooks"];

export function WebhookLog() {
  const [status, setStatus] = useState<"" | "parked">("parked");
  const log = useQuery({
    queryKey: [...KEY, status],
    queryFn: ({ signal }) =>
      request<Page<WebhookEvent>>("/admin/webhooks", { query: { status, limit: 50 }, signal }),
  });
  if (log.isError) return <ProblemNotice error={log.error} onRetry={() => void log.refetch()} />;
  return (
    <div className="grid gap-4">
      <Segmented
        label="Which"
        value={status || "all"}
        options={[
          { value: "parked", label: "Waiting for you" },
          { value: "all", label: "All" },
        ]}
        onChange={(value) => setStatus(value === "parked" ? "parked" : "")}
      />
      {log.data?.items.length === 0 && (
        <p className="text-muted">Nothing waits. Everything was understood.</p>
      )}
      <ul className="grid">
        {log.data?.items.map((event) => (
          <Line key={event.id} event={event} />
        ))}
      </ul>
    </div>
  );
}

function Line({ event }: { event: WebhookEvent }) {
  const queryClient = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      request<WebhookEvent>(`/admin/webhooks/${event.id}/replay`, { method: "POST", body: {} }),
    onSuccess: (now) => {
      toast({ tone: now.status === "parked" ? "bad" : "ok", title: now.reason ?? "It was handled" });
      return queryClient.invalidateQueries({ queryKey: KEY });
    },
    onError: (error) => toast({ tone: "bad", title: wordsFor(error).sentence }),
  });
  return (
    <li className="grid gap-x-4 gap-y-1 border-t border-line py-3 first:border-t-0 sm:grid-cols-[1fr_auto]">
      <div>
        <p className="text-body">
          {event.kind}{" "}
          <span className="text-muted">
            from {event.gateway}, {formatWhen(event.receivedAt)}
          </span>
        </p>
        <p className="text-small text-muted">
          {event.status}
          {event.reason ? `: ${event.reason}` : ""}
        </p>
      </div>
      <Button size="sm" busy={replay.isPending} onClick={() => replay.mutate()}>
        Handle again
      </Button>
    </li>
  );
}
