/**
 * Messages as turns: what was asked and what came of it. A turn keeps its key from the moment of sending to the finished picture, so that nothing on screen is
 * built anew when the server's messages replace ours.
 */
import type { Batch, Generation, Message } from "../../api/types.ts";

export type Turn = {
  key: string;
  /** The person's words; `null` for an answer without a question. */
  words: string | null;
  /** Plain words of the assistant. */
  answer: string | null;
  generation: Generation | null;
  /** Many runs that answer as one. */
  batch: Batch | null;
  createdAt: number;
};

/** Groups messages, given newest first as the server lists them, into turns, oldest first. */
export function groupTurns(newestFirst: Message[]): Turn[] {
  const turns: Turn[] = [];
  let asked: Message | null = null;
  const flush = () => {
    if (asked)
      turns.push({
        key: asked.id,
        words: asked.text,
        answer: null,
        generation: null,
        batch: null,
        createdAt: asked.createdAt,
      });
    asked = null;
  };
  for (const message of newestFirst.toReversed()) {
    if (message.role === "user") {
      flush();
      asked = message;
      continue;
    }
    const { generation, batch } = message;
    turns.push({
      key: generation?.id ?? batch?.id ?? message.id,
      words: asked?.text ?? null,
      answer: message.text === "" ? null : message.text,
      generation,
      batch,
      createdAt: (asked ?? message).createdAt,
    });
    asked = null;
  }
  flush();
  return turns;
}

/** The words of the last message, for the arrow up in an empty composer. */
export function lastWords(turns: Turn[]): string | undefined {
  return turns.findLast((turn) => turn.words !== null)?.words ?? undefined;
}
