/** Pictures that were kept and wait for somebody to look: veiled until they are asked for, each allowed or removed once. */
import { useState } from "react";
import type { Review, ReviewDecision } from "../../api/moderation-types.ts";
import { Button } from "../../ui/button.tsx";
import { formatWhen } from "../../ui/format.ts";

type ReviewListProps = {
  reviews: Review[];
  /** How many wait in all. */
  waiting: number;
  busy: boolean;
  onDecide: (id: string, decision: ReviewDecision) => void;
};

export function ReviewList({ reviews, waiting, busy, onDecide }: ReviewListProps) {
  if (reviews.length === 0) return <p className="text-muted">No picture waits for a decision.</p>;
  return (
    <div className="grid gap-4">
      <ul className="grid gap-4 sm:grid-cols-2">
        {reviews.map((review) => (
          <li key={review.id} className="grid content-start gap-3 rounded-xl bg-inset p-4">
            <Veiled review={review} />
            <p className="text-fact">
              <span className="font-medium text-strong">
                {review.what === "upload" ? "Uploaded" : "Made"}, score {review.score.toFixed(2)}
              </span>
              <span className="block text-muted">{formatWhen(review.since)}</span>
              <span className="block font-mono break-all text-muted">{review.workspaceId}</span>
            </p>
            <div className="flex flex-wrap gap-2">
              <Button disabled={busy} onClick={() => onDecide(review.id, "allow")}>
                Allow
              </Button>
              <Button kind="danger" disabled={busy} onClick={() => onDecide(review.id, "remove")}>
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {waiting > reviews.length && (
        <p className="text-muted">{waiting - reviews.length} more wait behind these.</p>
      )}
      <p className="text-small text-muted">
        What is removed is gone from its workspace. What it cost stays charged; give credits back on the
        ledger page.
      </p>
    </div>
  );
}

function Veiled({ review }: { review: Review }) {
  const [shown, setShown] = useState(false);
  if (!shown)
    return (
      <div className="grid aspect-4/3 place-items-center rounded-lg bg-surface-2">
        <Button kind="ghost" onClick={() => setShown(true)}>
          Show the picture
        </Button>
      </div>
    );
  return (
    <img
      src={review.pictureUrl}
      alt="Waiting for a decision"
      className="aspect-4/3 w-full rounded-lg bg-surface-2 object-contain"
    />
  );
}
