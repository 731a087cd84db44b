/** The voices of this machine, and one of them being heard. */
import { queryOptions } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { request } from "../../api/client.ts";
import type { Page } from "../../api/types.ts";
import type { Voice } from "../../api/voice-types.ts";

export const voicesQuery = queryOptions({
  queryKey: ["voices"],
  queryFn: ({ signal }) => request<Page<Voice>>("/voices", { signal }),
  staleTime: 60_000,
});

export type Heard = { id: string; phase: "loading" | "playing" | "failed" } | null;

/** Plays one preview at a time; the same voice again stops it. What plays ends with the list that shows it. */
export function usePreview() {
  const [heard, setHeard] = useState<Heard>(null);
  const audio = useRef<HTMLAudioElement | null>(null);
  const stop = () => {
    audio.current?.pause();
    audio.current = null;
    setHeard(null);
  };
  useEffect(() => () => audio.current?.pause(), []);

  const toggle = ({ id, previewUrl }: Voice) => {
    const again = heard?.id === id && heard.phase !== "failed";
    stop();
    if (again) return;
    const next = new Audio(previewUrl);
    audio.current = next;
    const say = (phase: NonNullable<Heard>["phase"]) => {
      if (audio.current === next) setHeard({ id, phase });
    };
    say("loading");
    next.addEventListener("playing", () => say("playing"));
    next.addEventListener("ended", () => audio.current === next && stop());
    next.play().catch(() => say("failed"));
  };
  return { heard, toggle };
}
