/** A picture whose file did not arrive: it is asked for again when the server is back, or when someone says so. */
import { useEffect, useState } from "react";
import { useConnectionState } from "../../live/connection.ts";

export function useLoading() {
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState(false);
  const connection = useConnectionState();
  const retry = () => {
    setFailed(false);
    setAttempt((last) => last + 1);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the line coming back starts it by itself
  useEffect(() => {
    if (failed && connection === "open") retry();
  }, [connection]);
  return { attempt, failed, retry, onError: () => setFailed(true) };
}
