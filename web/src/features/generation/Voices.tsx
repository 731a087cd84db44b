/** Which voices this machine has, each to be heard before a voice-over is asked for. */
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, LoaderCircle, Play, Square } from "lucide-react";
import type { Voice } from "../../api/voice-types.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { type Heard, usePreview, voicesQuery } from "./voices.ts";

export function Voices() {
  const voices = useQuery(voicesQuery);
  const { heard, toggle } = usePreview();
  if (voices.isPending) return <p className="text-muted">Looking for voices…</p>;
  if (voices.isError)
    return (
      <div className="flex items-center justify-between gap-3">
        <p className="text-muted">The voices could not be listed.</p>
        <Button size="sm" onClick={() => void voices.refetch()}>
          Try again
        </Button>
      </div>
    );
  const { items } = voices.data;
  if (items.length === 0) return <p className="text-muted">No voice is installed on this machine.</p>;
  return (
    <div>
      <ul className="-mr-2 grid max-h-56 gap-0.5 overflow-y-auto pr-2">
        {items.map((voice) => (
          <VoiceRow
            key={voice.id}
            voice={voice}
            phase={heard?.id === voice.id ? heard.phase : null}
            onToggle={() => toggle(voice)}
          />
        ))}
      </ul>
      <p className="text-small text-muted" role="status">
        {heard?.phase === "failed" && "This voice could not be heard. Try again in a moment."}
      </p>
    </div>
  );
}

type Phase = NonNullable<Heard>["phase"] | null;

function VoiceRow({ voice, phase, onToggle }: { voice: Voice; phase: Phase; onToggle: () => void }) {
  const plays = phase === "loading" || phase === "playing";
  return (
    <li className="flex items-center gap-2">
      <IconButton
        size="sm"
        label={plays ? `Stop ${voice.name}` : `Hear ${voice.name}`}
        aria-busy={phase === "loading" || undefined}
        onClick={onToggle}
      >
        <PhaseIcon phase={phase} />
      </IconButton>
      <span className="min-w-0 flex-1 truncate text-body">{voice.name}</span>
      <span className="text-small text-muted">
        {voice.neural ? "Neural, " : ""}
        {voice.language}
      </span>
    </li>
  );
}

function PhaseIcon({ phase }: { phase: Phase }) {
  if (phase === "loading") return <LoaderCircle aria-hidden="true" size={16} className="animate-spin" />;
  if (phase === "playing") return <Square aria-hidden="true" size={14} />;
  if (phase === "failed") return <CircleAlert aria-hidden="true" size={16} />;
  return <Play aria-hidden="true" size={16} />;
}
