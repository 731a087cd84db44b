/** Keeps live updates coming while someone is signed in. Draws nothing; stands once, in the shell. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { connectCache } from "./connect-cache.ts";
import { setConnectionState } from "./connection.ts";
import { openSharedStream } from "./shared-stream.ts";

/** `userId` names the stream: tabs of the same person share one, another person gets their own. */
export function LiveUpdates({ userId }: { userId: string }) {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (typeof EventSource === "undefined") return;
    const cache = connectCache(queryClient);
    const leave = openSharedStream(userId, { onEvent: cache.onEvent, onState: setConnectionState });
    return () => {
      leave();
      cache.stop();
    };
  }, [queryClient, userId]);
  return null;
}
