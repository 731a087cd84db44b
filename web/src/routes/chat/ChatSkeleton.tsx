/** The chat's boxes before its flow is known. */
import { Skeleton } from "../../ui/skeleton.tsx";

export function ChatSkeleton({ inThread }: { inThread: boolean }) {
  return (
    <div role="status" className="mx-auto flex h-full max-w-(--w-reading) flex-col justify-center gap-8 px-4">
      <span className="sr-only">Loading</span>
      {!inThread && <Skeleton className="mx-auto h-10 w-80 max-w-full" />}
      <Skeleton className={inThread ? "mt-auto mb-10 h-14 w-full rounded-2xl" : "h-31 w-full rounded-2xl"} />
    </div>
  );
}
