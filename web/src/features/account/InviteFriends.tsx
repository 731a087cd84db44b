/** The link for friends: what it brings, when, and what came of it. */
import { useQuery } from "@tanstack/react-query";
import type { InvitedFriend } from "../../api/offer-types.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { formatCount, formatWhen } from "../../ui/format.ts";
import { Leader, Leaders } from "../../ui/leader.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { toast } from "../../ui/toast.tsx";
import { invitationsQuery } from "./invitations.ts";

const FRIENDS_SHOWN = 10;

export function InviteFriends() {
  const invitations = useQuery(invitationsQuery);
  if (invitations.isError) {
    return <ProblemNotice error={invitations.error} onRetry={() => void invitations.refetch()} />;
  }
  const { data } = invitations;
  if (!data) return <div aria-hidden="true" className="min-h-40" />;
  if (!data.holds) return <p className="text-muted">Inviting friends brings no credits at present.</p>;
  const link = new URL(data.link, window.location.origin).toString();
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => toast({ tone: "ok", title: "Link copied" }),
      () => toast({ tone: "bad", title: "The link could not be copied. Select it and copy it yourself." }),
    );
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-[1fr_auto] items-end gap-2">
        <Field label="Your link">
          {(control) => (
            <TextInput {...control} readOnly value={link} onFocus={(event) => event.target.select()} />
          )}
        </Field>
        <Button onClick={() => void copy()}>Copy link</Button>
      </div>
      <p className="text-muted">
        You and your friend get {formatCount(data.credits)} credits each when the friend has paid for the
        first time. Up to {formatCount(data.perMonth)} friends a month; {formatCount(data.thisMonth)} so far.
        One person with two accounts brings nothing.
      </p>
      {data.friends.length > 0 && (
        <Leaders className="text-fact">
          {data.friends.slice(0, FRIENDS_SHOWN).map((friend) => (
            <Leader
              key={friend.createdAt}
              label={`Signed up ${formatWhen(friend.createdAt)}`}
              figure={outcome(friend)}
            />
          ))}
        </Leaders>
      )}
    </div>
  );
}

function outcome(friend: InvitedFriend): string {
  switch (friend.status) {
    case "waiting":
      return "Has not paid yet";
    case "granted":
      return `+${formatCount(friend.credits)} credits`;
    case "taken_back":
      return "Taken back: the payment was given back";
    case "refused":
      return friend.reason ?? "No credits";
  }
}
