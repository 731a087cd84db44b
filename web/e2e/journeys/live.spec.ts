/** Live updates: one stream for all tabs, and nothing lost when the line is. */
import { Chat } from "../drivers/chat.ts";
import { Thread } from "../drivers/thread.ts";
import { lastSequence, listenToEvents, watchStreams } from "../harness/streams.ts";
import { emailFor, expect, signUpWithoutScreen, test } from "../harness/test.ts";

test.describe("while nothing is drawn", () => {
  test.use({ serverKind: "accepting" });

  test("two tabs share one stream; when the one that holds it closes, the other takes over", async ({
    page,
    context,
    elsewhere,
  }, info) => {
    const streams = watchStreams(context);
    const run = await elsewhere.order("Boats for two tabs");
    const address = `/flow/text-to-image/c/${run.conversationId}`;
    await page.goto(address);
    await expect.poll(() => streams.open().length).toBe(1);
    const other = await context.newPage();
    await other.goto(address);
    const [here, there] = [new Thread(page), new Thread(other)];
    await expect(there.turns).toHaveCount(1);

    await elsewhere.order("A second boat", run.conversationId);
    await Promise.all([expect(here.turns).toHaveCount(2), expect(there.turns).toHaveCount(2)]);
    expect(streams.asked(), "one stream for both tabs").toHaveLength(1);
    expect(streams.open()[0]?.frame().page()).toBe(page);

    await page.close();
    const closedAt = Date.now();
    await elsewhere.order("A third boat", run.conversationId);
    await expect(there.turns).toHaveCount(3);
    const took = Date.now() - closedAt;
    info.annotations.push({
      type: "milliseconds from closing a tab to the next event",
      description: `${took}`,
    });
    // A quiet machine needs a fifth of a second; nothing but the stream would bring it within three.
    expect(took).toBeLessThan(3_000);
    expect(streams.asked()).toHaveLength(2);
    expect(streams.open().map((request) => request.frame().page())).toEqual([other]);

    await elsewhere.cancel(run);
    await expect(there.turns.first()).toContainText("Cancelled");
    expect(streams.asked()).toHaveLength(2);
  });

  test("offline is said in one way, and the words can go once it is over", async ({
    page,
    context,
    person,
  }) => {
    const chat = new Chat(page);
    await chat.open();
    await chat.say("A boat for later");
    await chat.price();
    await context.setOffline(true);
    const words = "Your words are kept here. Send them when you are back.";
    await expect(page.getByRole("status").filter({ hasText: "You are offline" }).first()).toContainText(
      words,
    );
    await expect(page.getByRole("form").locator("xpath=..")).toContainText(`You are offline. ${words}`);
    await expect(chat.prompt).toHaveValue("A boat for later");

    await context.setOffline(false);
    await expect(page.getByText("You are offline")).toHaveCount(0);
    await chat.sendIt();
    await expect(chat.prompt).toHaveValue("");
    await expect.poll(async () => (await person.runs()).length).toBe(1);
  });
});

test("what happens while the line is cut arrives once it is back: every event, none twice", async ({
  page,
  ownServer,
  consoleWatch,
}, testInfo) => {
  consoleWatch.expectComplaint(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE/);
  const person = await signUpWithoutScreen(page, emailFor(testInfo.testId), ownServer.url);
  const run = await person.order("A lantern on a winter bridge");
  const events = await listenToEvents(page);
  await page.goto(`${ownServer.url}/flow/text-to-image/c/${run.conversationId}`);
  const chat = new Chat(page);
  await expect(chat.cancel).toBeVisible();
  await expect.poll(() => events.sequences().length).toBeGreaterThan(0);
  const before = events.sequences();

  await ownServer.workUnseen({ workers: 2 }, async (url) => {
    await expect(page.getByText("Reconnecting…")).toBeVisible();
    const finished = async () =>
      (await (await page.request.get(`${url}/api/generations/${run.id}`)).json()).status;
    await expect.poll(finished, { timeout: 60_000 }).toBe("completed");
  });
  await expect(page.getByText("Reconnecting…")).toBeVisible();
  await expect(chat.pictures).toHaveCount(0);
  expect(events.sequences(), "nothing can arrive while nothing listens").toEqual(before);

  await ownServer.start({ workers: 0 });
  await chat.expectPictures(1);
  await expect(page.getByText("Reconnecting…")).toHaveCount(0);

  const arrived = events.sequences();
  const first = arrived[0] ?? 0;
  expect(arrived.length).toBeGreaterThan(before.length + 3);
  expect(arrived, "every event once, in order").toEqual(arrived.map((_, index) => first + index));
  expect(events.resumedFrom().at(-1)).toBe(String(before.at(-1)));
  expect(await lastSequence(page), "the server has no more than arrived").toBe(arrived.at(-1));
});
