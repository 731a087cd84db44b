/** The two places a conversation speaks from: one polite, one that interrupts. */
import { useEffect, useRef, useState } from "react";
import type { Generation } from "../api/types.ts";
import { type Announcement, announcementFor } from "./announce.ts";

/** Watches the runs of one conversation. Give it a `key` of the conversation, so that opening another one is not read as changes. */
export function LiveRegions({ generations }: { generations: Generation[] }) {
  const before = useRef(new Map<string, Generation>());
  const [said, setSaid] = useState<{ polite: string; urgent: string }>({ polite: "", urgent: "" });

  useEffect(() => {
    let latest: Announcement | null = null;
    for (const generation of generations) {
      latest = announcementFor(before.current.get(generation.id), generation) ?? latest;
      before.current.set(generation.id, generation);
    }
    if (latest)
      setSaid(latest.urgent ? { polite: "", urgent: latest.text } : { polite: latest.text, urgent: "" });
  }, [generations]);

  return (
    <>
      <p role="status" aria-live="polite" className="sr-only">
        {said.polite}
      </p>
      <p role="alert" className="sr-only">
        {said.urgent}
      </p>
    </>
  );
}
