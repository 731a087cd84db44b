/** What the keyboard can do in a chat. */
import { useMemo, useRef } from "react";
import type { Generation } from "../../api/types.ts";
import { type Action, useActions } from "../../app/actions.ts";
import { useCancelGeneration } from "../../features/generation/cancel-generation.ts";
import { mediaActions } from "../../features/generation/media-actions.tsx";
import { isUnfinished } from "../../live/apply-event.ts";

type ChatActionFacts = {
  generations: Generation[];
  detailsOf: string | null;
  onDetails: (generationId: string | null) => void;
  onBreakdown: () => void;
  onUseWords: (generation: Generation) => void;
};

export function useChatActions(facts: ChatActionFacts): void {
  const cancel = useCancelGeneration();
  // The list is registered once; what it does is looked up when a key is pressed.
  const latest = useRef({ ...facts, cancel });
  latest.current = { ...facts, cancel };

  const actions = useMemo<Action[]>(() => {
    const running = () => latest.current.generations.findLast(({ status }) => isUnfinished(status));
    const picture = () => {
      const { generations, detailsOf } = latest.current;
      const made = generations.filter(({ outputAssets }) => outputAssets.length > 0);
      return made.find(({ id }) => id === detailsOf) ?? made.at(-1);
    };
    const runOn = (id: "download" | "copy-link") => () => {
      const generation = picture();
      const asset = generation?.outputAssets[0];
      if (asset)
        mediaActions(asset, { onUseWords: () => undefined, onDetails: () => undefined })
          .find((action) => action.id === id)
          ?.run();
    };
    const hasPicture = () => picture() !== undefined;
    return [
      {
        id: "price",
        label: "Price breakdown",
        shortcut: "P",
        canRun: () => true,
        run: () => latest.current.onBreakdown(),
      },
      {
        id: "details",
        label: "Details of the picture",
        shortcut: "I",
        canRun: hasPicture,
        run: () =>
          latest.current.onDetails(latest.current.detailsOf === null ? (picture()?.id ?? null) : null),
      },
      {
        id: "close-details",
        label: "Close the details",
        shortcut: "Escape",
        canRun: () => latest.current.detailsOf !== null,
        run: () => latest.current.onDetails(null),
      },
      {
        id: "download",
        label: "Download the picture",
        shortcut: "D",
        canRun: hasPicture,
        run: runOn("download"),
      },
      {
        id: "copy-link",
        label: "Copy the picture's link",
        shortcut: "C",
        canRun: hasPicture,
        run: runOn("copy-link"),
      },
      {
        id: "cancel",
        label: "Cancel the run",
        shortcut: "mod+.",
        canRun: () => running() !== undefined,
        run: () => {
          const generation = running();
          if (generation) latest.current.cancel.mutate(generation.id);
        },
      },
      {
        id: "next-message",
        label: "Next message",
        shortcut: "J",
        canRun: () => true,
        run: () => showTurn("next"),
      },
      {
        id: "previous-message",
        label: "Previous message",
        shortcut: "K",
        canRun: () => true,
        run: () => showTurn("previous"),
      },
    ];
  }, []);
  useActions(actions);
}

/** Scrolls to the turn after or before the one at the top of the thread. */
function showTurn(direction: "next" | "previous"): void {
  const turns = [...document.querySelectorAll<HTMLElement>("[data-turn]")];
  const top = turns[0]?.closest("section")?.getBoundingClientRect().top ?? 0;
  const offsets = turns.map((turn) => ({ turn, offset: turn.getBoundingClientRect().top - top }));
  const target =
    direction === "next"
      ? offsets.find(({ offset }) => offset > 40)
      : offsets.findLast(({ offset }) => offset < -8);
  target?.turn.scrollIntoView({ block: "start" });
}
