/** A conversation's last picture, or the ring of what runs in it, or a plain tile. */
import { CircleAlert, MessageSquare } from "lucide-react";
import type { Conversation } from "../../api/types.ts";
import { classNames } from "../../ui/class-names.ts";
import { ProgressRing } from "../../ui/progress-ring.tsx";

type ConversationThumbProps = { conversation: Conversation; size: "small" | "large" };

export function ConversationThumb({ conversation, size }: ConversationThumbProps) {
  const last = conversation.lastGeneration;
  const box = size === "small" ? "size-5.5 rounded-[5px]" : "size-14 rounded-sm";
  const isRunning = last?.status === "queued" || last?.status === "processing";
  if (last && isRunning) {
    return (
      <span
        className={classNames("grid shrink-0 place-items-center", box, size === "large" && "bg-surface-1")}
      >
        <ProgressRing value={last.progress} size={size === "small" ? 16 : 24} />
        <span className="sr-only">Running, {Math.round(last.progress)} percent.</span>
      </span>
    );
  }
  if (last?.thumbnailUrl) {
    return (
      <img
        src={last.thumbnailUrl}
        alt=""
        width={size === "small" ? 22 : 56}
        height={size === "small" ? 22 : 56}
        loading="lazy"
        decoding="async"
        className={classNames("shrink-0 object-cover", box)}
        style={last.color ? { backgroundColor: last.color } : undefined}
      />
    );
  }
  const Icon = last?.status === "failed" ? CircleAlert : MessageSquare;
  return (
    <span className={classNames("grid shrink-0 place-items-center bg-surface-2 text-muted", box)}>
      <Icon aria-hidden="true" size={size === "small" ? 13 : 20} />
    </span>
  );
}
