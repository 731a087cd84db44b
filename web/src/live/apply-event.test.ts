import { describe, expect, it } from "vitest";
import type { Batch, LiveEvent, Message } from "../api/types.ts";
import { applyEvent, type CacheEntry } from "./apply-event.ts";
import { asset, completed, conversation, generation, message } from "./test-fixtures.ts";

const page = <T>(...items: T[]) => ({
  pages: [{ items, nextCursor: null as string | null }],
  pageParams: [null],
});
const words = message({ id: "msg_words", role: "user", text: "A fox", generation: null });

function cache(): CacheEntry[] {
  return [
    { key: ["generation", "gen_01jcgfox"], data: generation() },
    { key: ["messages", "cnv_01jcgfox"], data: page(message(), words) },
    {
      key: ["conversations", { query: "" }],
      data: page(conversation(), conversation({ id: "cnv_older", updatedAt: 5, lastGeneration: null })),
    },
    { key: ["conversation", "cnv_01jcgfox"], data: conversation() },
    { key: ["balance"], data: { available: 48, held: 2, plan: "free" } },
  ];
}

const updated = (seq: number, data = completed()): LiveEvent => ({
  seq,
  at: 0,
  type: "generation.updated",
  data,
});
const written = (writes: CacheEntry[], name: string) =>
  writes.find(({ key }) => key[0] === name)?.data as never;

describe("the order of events", () => {
  const cases: {
    name: string;
    seq: number | null;
    event: LiveEvent;
    newSeq: number;
    everything: boolean;
    writes: boolean;
  }[] = [
    {
      name: "the next one is applied",
      seq: 100,
      event: updated(101),
      newSeq: 101,
      everything: false,
      writes: true,
    },
    {
      name: "the first one is applied",
      seq: null,
      event: updated(101),
      newSeq: 101,
      everything: false,
      writes: true,
    },
    {
      name: "a repeat is ignored",
      seq: 101,
      event: updated(101),
      newSeq: 101,
      everything: false,
      writes: false,
    },
    {
      name: "a late one is ignored",
      seq: 101,
      event: updated(90),
      newSeq: 101,
      everything: false,
      writes: false,
    },
    {
      name: "a gap is applied and refetched",
      seq: 100,
      event: updated(103),
      newSeq: 103,
      everything: true,
      writes: true,
    },
    {
      name: "reset refetches",
      seq: 100,
      event: { type: "reset", seq: 7, at: 0 },
      newSeq: 7,
      everything: true,
      writes: false,
    },
    {
      name: "hello where we stand does nothing",
      seq: 100,
      event: { type: "hello", seq: 100 },
      newSeq: 100,
      everything: false,
      writes: false,
    },
    {
      name: "hello ahead of us refetches",
      seq: 100,
      event: { type: "hello", seq: 104 },
      newSeq: 104,
      everything: true,
      writes: false,
    },
    {
      name: "hello behind us refetches",
      seq: 100,
      event: { type: "hello", seq: 3 },
      newSeq: 3,
      everything: true,
      writes: false,
    },
  ];
  it.each(cases)("$name", ({ seq, event, newSeq, everything, writes }) => {
    const change = applyEvent(seq, cache(), event);
    expect(change.seq).toBe(newSeq);
    expect(change.invalidate.some((key) => key.length === 0)).toBe(everything);
    expect(change.writes.length > 0).toBe(writes);
  });

  it("the first hello refetches what shows unfinished work, and nothing else", () => {
    const change = applyEvent(null, cache(), { type: "hello", seq: 100 });
    expect(change.invalidate.map(([name]) => name)).toEqual(["generation", "messages", "conversations"]);
  });
});

describe("generation.updated", () => {
  it("reaches the run, its message, and its conversation in every list", () => {
    const { writes } = applyEvent(100, cache(), updated(101));
    expect(written(writes, "generation")).toMatchObject({ status: "completed", version: 9 });
    expect(written(writes, "messages")).toMatchObject({
      pages: [{ items: [{ generation: { status: "completed" } }, { id: "msg_words" }] }],
    });
    expect(written(writes, "conversations")).toMatchObject({
      pages: [
        {
          items: [
            { lastGeneration: { status: "completed", thumbnailUrl: asset().thumbnailUrl } },
            { id: "cnv_older" },
          ],
        },
      ],
    });
    expect(written(writes, "conversation")).toMatchObject({ lastGeneration: { status: "completed" } });
  });

  it.each([{ version: 3 }, { version: 2 }])("version $version does not replace version 3", ({ version }) => {
    const { writes } = applyEvent(100, cache(), updated(101, generation({ version, progress: 10 })));
    expect(writes).toEqual([]);
  });

  it("does not set a finished run going again in lists that carry no version", () => {
    const entries: CacheEntry[] = [
      {
        key: ["conversations", { query: "" }],
        data: page(
          conversation({
            lastGeneration: {
              id: "gen_01jcgfox",
              status: "completed",
              progress: 100,
              thumbnailUrl: "/t",
              color: "#123456",
              cached: false,
            },
          }),
        ),
      },
    ];
    expect(
      written(applyEvent(100, entries, updated(101, generation())).writes, "conversations"),
    ).toBeUndefined();
  });

  it("asks for the messages of a conversation that does not know the run", () => {
    const entries: CacheEntry[] = [{ key: ["messages", "cnv_01jcgfox"], data: page(words) }];
    expect(applyEvent(100, entries, updated(101)).invalidate).toContainEqual(["messages", "cnv_01jcgfox"]);
  });

  it("does not ask again and again for a run that is in another branch", () => {
    const entries: CacheEntry[] = [
      { key: ["messages", "cnv_01jcgfox", "msg_other"], data: page(words) },
      { key: ["generation", "gen_01jcgfox"], data: generation() },
    ];
    expect(applyEvent(100, entries, updated(101)).invalidate.map(([name]) => name)).not.toContain("messages");
  });

  it("leaves other conversations alone", () => {
    const entries: CacheEntry[] = [{ key: ["messages", "cnv_other"], data: page(words) }];
    const { writes, invalidate } = applyEvent(100, entries, updated(101));
    expect(written(writes, "messages")).toBeUndefined();
    expect(invalidate).not.toContainEqual(["messages", "cnv_other"]);
  });

  it("refetches filtered lists of runs only when a status changed", () => {
    expect(applyEvent(100, cache(), updated(101)).invalidate).toContainEqual(["generations"]);
    expect(
      applyEvent(100, cache(), updated(101, generation({ version: 4, progress: 55 }))).invalidate,
    ).not.toContainEqual(["generations"]);
  });

  it("prices the words of a conversation anew once a run of it has ended", () => {
    const renewed = ["quote", "cnv_01jcgfox"];
    expect(applyEvent(100, cache(), updated(101, completed())).invalidate).toContainEqual(renewed);
    const more = generation({ version: 4, progress: 55 });
    expect(applyEvent(100, cache(), updated(101, more)).invalidate).not.toContainEqual(renewed);
  });
});

describe("other events", () => {
  it("balance.updated keeps the plan", () => {
    const { writes } = applyEvent(100, cache(), {
      type: "balance.updated",
      seq: 101,
      at: 0,
      data: { available: 50, held: 0 },
    });
    expect(written(writes, "balance")).toEqual({ available: 50, held: 0, plan: "free" });
  });

  it("an unchanged balance writes nothing", () => {
    const { writes } = applyEvent(100, cache(), {
      type: "balance.updated",
      seq: 101,
      at: 0,
      data: { available: 48, held: 2 },
    });
    expect(writes).toEqual([]);
  });

  it("conversation.updated moves it to where its last activity belongs", () => {
    const next = conversation({
      id: "cnv_older",
      title: "Lighthouse",
      updatedAt: conversation().updatedAt + 1,
    });
    const { writes } = applyEvent(100, cache(), {
      type: "conversation.updated",
      seq: 101,
      at: 0,
      data: next,
    });
    expect(written(writes, "conversations")).toMatchObject({
      pages: [{ items: [{ title: "Lighthouse" }, { title: "Fox at dawn" }] }],
    });
  });

  it("an older version of a conversation changes nothing", () => {
    const { writes } = applyEvent(100, cache(), {
      type: "conversation.updated",
      seq: 101,
      at: 0,
      data: conversation({ title: "Old", updatedAt: 1 }),
    });
    expect(writes).toEqual([]);
  });

  it("a search that does not show the conversation is asked again", () => {
    const entries: CacheEntry[] = [
      { key: ["conversations", { query: "fox" }], data: page(conversation({ id: "cnv_older" })) },
    ];
    const { invalidate } = applyEvent(100, entries, {
      type: "conversation.updated",
      seq: 101,
      at: 0,
      data: conversation(),
    });
    expect(invalidate).toContainEqual(["conversations", { query: "fox" }]);
  });

  it("conversation.deleted leaves every list, and the open one finds out", () => {
    const { writes, invalidate } = applyEvent(100, cache(), {
      type: "conversation.deleted",
      seq: 101,
      at: 0,
      data: { id: "cnv_01jcgfox" },
    });
    expect(written(writes, "conversations")).toMatchObject({ pages: [{ items: [{ id: "cnv_older" }] }] });
    expect(invalidate).toContainEqual(["conversation", "cnv_01jcgfox"]);
  });

  it("does not change the snapshot it was given", () => {
    const entries = cache();
    const before = structuredClone(entries);
    applyEvent(100, entries, updated(101));
    expect(entries).toEqual(before);
  });
});

describe("queue.moved", () => {
  it("keeps the place of every run that waits", () => {
    const places = [
      { id: "gen_a", position: 3, exact: true, expectedStartMs: 1_000 },
      { id: "gen_b", position: 9, exact: false, expectedStartMs: null },
    ];
    const event = { type: "queue.moved" as const, seq: 101, at: 1, data: { items: places } };
    expect(applyEvent(100, cache(), event)).toEqual({
      seq: 101,
      writes: places.map((place) => ({ key: ["place", place.id], data: place })),
      invalidate: [],
    });
  });
});

describe("batches", () => {
  const batch = (version: number, status: string) =>
    ({ id: "bat_1", conversationId: "cnv_01jcgfox", version, status }) as unknown as Batch;
  const told = (version: number): LiveEvent => ({
    seq: 101,
    at: 0,
    type: "batch.updated",
    data: batch(version, "processing"),
  });
  const shown = (version: number): CacheEntry[] => [
    {
      key: ["messages", "cnv_01jcgfox"],
      data: page(message({ id: "msg_batch", generation: null, batch: batch(version, "queued") })),
    },
    { key: ["batch-items", "bat_1"], data: { version, items: [] } },
  ];

  it("replace an older version and have the changed items asked for", () => {
    const change = applyEvent(100, shown(3), told(4));
    const messages = written(change.writes, "messages") as ReturnType<typeof page<Message>>;
    expect(messages.pages[0]?.items[0]?.batch?.version).toBe(4);
    expect(change.invalidate).toEqual([["batch-items", "bat_1"]]);
  });
  it("never go back to an older version", () => {
    expect(applyEvent(100, shown(5), told(4)).writes).toEqual([]);
  });
  it("that the conversation does not know make it asked for again", () => {
    const change = applyEvent(100, [{ key: ["messages", "cnv_01jcgfox"], data: page(words) }], told(4));
    expect(change.invalidate).toContainEqual(["messages", "cnv_01jcgfox"]);
  });
});
