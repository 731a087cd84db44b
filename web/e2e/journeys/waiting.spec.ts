/** Runs that wait: cancelled, not paid for, kept as a draft, seen in a second tab. */
import { Chat } from "../drivers/chat.ts";
import { expect, test } from "../harness/test.ts";

test.describe("while nothing is drawn", () => {
  test.use({ serverKind: "accepting" });

  test("cancel a run: the credits come back", async ({ page, person }) => {
    const chat = new Chat(page);
    await chat.open();
    const before = await chat.balance();
    await chat.say("A paper boat on a still lake");
    const price = await chat.price();
    await chat.sendIt();
    await chat.expectBalance(before - price);

    await chat.cancel.click();
    await expect(page.getByRole("group", { name: "Run cancelled" })).toContainText("Charged0 credits");
    await chat.expectBalance(before);
    expect(await person.balance()).toMatchObject({ available: before, held: 0 });
    expect((await person.runs()).map((run) => run.status)).toEqual(["cancelled"]);
  });

  test("what is not sent survives a reload, and goes once it is sent", async ({ page, person }) => {
    const chat = new Chat(page);
    await chat.open();
    await chat.say("Half a thought about a heron");
    await chat.price();
    await page.reload();
    await expect(chat.prompt).toHaveValue("Half a thought about a heron");

    await chat.sendIt();
    await expect(chat.prompt).toHaveValue("");
    // The prompt is empty at once; the order is answered a moment later.
    await expect.poll(async () => (await person.runs()).length).toBe(1);
    await page.goto("/flow/producer-agent-beta");
    await expect(chat.prompt).toHaveValue("");
  });
});

test.describe("without credits", () => {
  test.use({ serverKind: "pennyless" });

  test("too few credits are said before anything runs", async ({ page, person }) => {
    const chat = new Chat(page);
    await chat.open();
    await chat.say("A whale under the stars");
    await expect(page.getByText(/This run costs \d+ credits?, you have 0\./)).toBeVisible();
    await expect(chat.send).toBeDisabled();
    expect(await person.runs()).toEqual([]);

    // The server says the same to a client that does not ask first.
    const refusal = await person.tryToOrder("A whale under the stars");
    expect(refusal.status()).toBe(402);
    expect(await refusal.json()).toMatchObject({ code: "insufficient_credits", available: 0 });
    expect(await person.runs()).toEqual([]);
  });
});

test("a picture sent in one tab appears in the other", async ({ page, context, person }) => {
  const run = await person.order("Pines under the aurora");
  const here = new Chat(page);
  const there = new Chat(await context.newPage());
  const address = `/flow/text-to-image/c/${run.conversationId}`;
  await Promise.all([page.goto(address), there.page.goto(address)]);
  await Promise.all([here.expectPictures(1), there.expectPictures(1)]);

  await here.say("The same pines by day");
  await here.sendIt();
  await there.expectPictures(2);
  await here.expectPictures(2);
});
