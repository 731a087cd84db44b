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
  /** The server's ids of the two messages; `null` where there is none, or none yet. */
  questionId: string | null;
  answerId: string | null;
  /** The message that stands at a fork, and everything that was said in its place; empty without a fork. */
  forkId: string | null;
  branches: string[];
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
        ...placeOf(asked, null),
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
      ...placeOf(asked, message),
      batch,
      createdAt: (asked ?? message).createdAt,
    });
    asked = null;
  }
  flush();
  return turns;
}

/** A message that we put there ourselves, until the server's replaces it. */
export const OUR_OWN = "local-";

function placeOf(question: Message | null, answer: Message | null) {
  const idOf = (message: Message | null) => (message?.id.startsWith(OUR_OWN) ? null : (message?.id ?? null));
  const first = question ?? answer;
  return {
    questionId: idOf(question),
    answerId: idOf(answer),
    forkId: idOf(first),
    branches: first?.branches ?? [],
  };
}

/** The message at the end, for words that are said after it; `null` while only we know it. */
export function lastMessageId(turns: Turn[]): string | null {
  const last = turns.at(-1);
  return last ? (last.answerId ?? (last.generation ? null : last.questionId)) : null;
}

/** The turns that words follow which are said somewhere else than at the end. */
export function turnsBefore(
  turns: Turn[],
  { editedMessageId, parentMessageId }: { editedMessageId?: string; parentMessageId?: string },
): Turn[] {
  const wanted = editedMessageId ?? parentMessageId;
  const at = turns.findIndex(
    ({ questionId, answerId }) => wanted !== undefined && (questionId === wanted || answerId === wanted),
  );
  if (at === -1) return turns;
  return turns.slice(0, editedMessageId === undefined ? at + 1 : at);
}

/** The words of the last message, for the arrow up in an empty composer. */
export function lastWords(turns: Turn[]): string | undefined {
  return turns.findLast((turn) => turn.words !== null)?.words ?? undefined;
}
