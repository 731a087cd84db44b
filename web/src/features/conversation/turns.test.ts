import { describe, expect, it } from "vitest";
import { completed, generation, message } from "../../live/test-fixtures.ts";
import { groupTurns, lastMessageId, lastWords, turnsBefore } from "./turns.ts";

const asked = (id: string, text: string) => message({ id, role: "user", text, generation: null });

describe("turns", () => {
  it("pairs words with what came of them, oldest first", () => {
    const turns = groupTurns([
      message({ id: "a2", generation: generation({ id: "gen_2" }) }),
      asked("u2", "A lighthouse"),
      message({ id: "a1", generation: completed() }),
      asked("u1", "A fox"),
    ]);
    expect(turns.map(({ key, words }) => [key, words])).toEqual([
      ["gen_01jcgfox", "A fox"],
      ["gen_2", "A lighthouse"],
    ]);
  });
  it("keeps the key of a run whatever the messages' ids are, so that nothing is built anew", () => {
    const ours = groupTurns([message({ id: "local-answer" }), asked("local-words", "A fox")]);
    const servers = groupTurns([message({ id: "msg_9" }), asked("msg_8", "A fox")]);
    expect(ours[0]?.key).toBe(servers[0]?.key);
  });
  it("keeps words that have no answer yet", () => {
    expect(groupTurns([asked("u2", "second"), asked("u1", "first")]).map(({ words }) => words)).toEqual([
      "first",
      "second",
    ]);
  });
  it("keeps an answer whose question is on an older page", () => {
    expect(groupTurns([message({ text: "Here it is." })])[0]).toMatchObject({
      words: null,
      answer: "Here it is.",
    });
  });
  it("finds the last words for the arrow up", () => {
    expect(lastWords(groupTurns([message({}), asked("u1", "A fox")]))).toBe("A fox");
    expect(lastWords([])).toBeUndefined();
  });

  const said = groupTurns([
    message({ id: "msg_a2", generation: generation({ id: "gen_2" }) }),
    message({ id: "msg_u2", role: "user", text: "A hen", generation: null, branches: ["msg_u1b", "msg_u2"] }),
    message({ id: "msg_a1", generation: completed() }),
    asked("msg_u1", "A fox"),
  ]);
  it("says where branches part", () => {
    expect(said.map(({ forkId, branches }) => [forkId, branches.length])).toEqual([
      ["msg_u1", 0],
      ["msg_u2", 2],
    ]);
  });
  it("knows the end of a branch once the server has named it", () => {
    expect(lastMessageId(said)).toBe("msg_a2");
    const ours = groupTurns([message({ id: "local-answer-gen_3", generation: generation({ id: "gen_3" }) })]);
    expect(lastMessageId([...said, ...ours])).toBeNull();
    expect(lastMessageId([])).toBeNull();
  });
  it("leaves what is newer than an edit, and keeps what words are said after", () => {
    const left = (place: Parameters<typeof turnsBefore>[1]) =>
      turnsBefore(said, place).map(({ words }) => words);
    expect(left({ editedMessageId: "msg_u2" })).toEqual(["A fox"]);
    expect(left({ editedMessageId: "msg_u1" })).toEqual([]);
    expect(left({ parentMessageId: "msg_a1" })).toEqual(["A fox"]);
    expect(left({})).toEqual(["A fox", "A hen"]);
  });
});
