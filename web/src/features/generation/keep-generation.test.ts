import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { Message } from "../../api/types.ts";
import { generation, message } from "../../live/test-fixtures.ts";
import { cutAt, seedConversation } from "./keep-generation.ts";

const asked = (id: string) => message({ id, role: "user", text: id, generation: null });
const answered = (id: string) => message({ id, generation: generation({ id: `gen_${id}` }) });
const page = (items: Message[]) => ({ items, nextCursor: null });
const branch = {
  pages: [
    page([answered("a3"), asked("u3"), answered("a2")]),
    page([asked("u2"), answered("a1"), asked("u1")]),
  ],
  pageParams: [null, "a2"],
};
const idsOf = (data: typeof branch | undefined) =>
  data?.pages.flatMap(({ items }) => items.map(({ id }) => id));

describe("the part of a branch that new words follow", () => {
  it("ends before an edited message, wherever its page is", () => {
    expect(idsOf(cutAt(branch, { editedMessageId: "u3" }) as typeof branch)).toEqual([
      "a2",
      "u2",
      "a1",
      "u1",
    ]);
    expect(idsOf(cutAt(branch, { editedMessageId: "u2" }) as typeof branch)).toEqual(["a1", "u1"]);
  });
  it("ends with the message they are said after", () => {
    expect(idsOf(cutAt(branch, { parentMessageId: "a1" }) as typeof branch)).toEqual(["a1", "u1"]);
    expect(cutAt(branch, { parentMessageId: "elsewhere" })).toBeUndefined();
  });
});

describe("a run that was just accepted", () => {
  it("stands in its new branch, without what it leaves", () => {
    const client = new QueryClient();
    const run = generation({ id: "gen_new", conversationId: "cnv_1" });
    client.setQueryData(["messages", "cnv_1", "u3"], branch);
    seedConversation(client, run, { through: "u3", editedMessageId: "u2" });
    expect(idsOf(client.getQueryData(["messages", "cnv_1"]))).toEqual([
      "local-answer-gen_new",
      "local-words-gen_new",
      "a1",
      "u1",
    ]);
  });
  it("says nothing anew when it makes once more what failed", () => {
    const client = new QueryClient();
    client.setQueryData(["messages", "cnv_1"], branch);
    seedConversation(client, generation({ id: "gen_new", conversationId: "cnv_1", retryOf: "gen_a3" }));
    expect(idsOf(client.getQueryData(["messages", "cnv_1"]))?.slice(0, 2)).toEqual([
      "local-answer-gen_new",
      "a3",
    ]);
  });
});
