/** The whole story: from signing up to a picture of one's own, at the price that was named. */
import { Chat } from "../drivers/chat.ts";
import { Entrance } from "../drivers/entrance.ts";
import { lookAt } from "../harness/picture.ts";
import { emailFor, expect, PASSWORD, type Run, test } from "../harness/test.ts";

test("sign up, see the price, send, get the picture, keep it", async ({ page }, testInfo) => {
  const email = emailFor(testInfo.testId);
  await new Entrance(page).signUp("Ada Lovelace", email, PASSWORD);

  const chat = new Chat(page);
  const before = await chat.balance();
  await chat.say("A red fox in deep snow at dawn, mountains behind");
  const price = await chat.price();
  expect(price).toBeGreaterThan(0);

  await chat.sendIt();
  await chat.expectPictures(1);
  await expect(page).toHaveURL(/\/flow\/producer-agent-beta\/c\/cnv_/);
  await chat.expectBalance(before - price);

  await page.reload();
  await chat.expectPictures(1);
  await chat.expectBalance(before - price);

  const run = await newestRun();
  expect(run.status).toBe("completed");
  expect(run.quote.credits).toBe(price);
  const asked = run.outputAssets[0];
  const picture = lookAt(await chat.download());
  expect(picture).toMatchObject({ width: asked?.width, height: asked?.height });
  expect(picture.width, "a square was asked for").toBe(picture.height);
  // Measured: a flat fill has 1 colour and a spread of 0, a plain gradient some dozen colours.
  expect(picture.colours).toBeGreaterThan(40);
  expect(picture.spread).toBeGreaterThan(10);

  async function newestRun(): Promise<Run> {
    const { items } = await (await page.request.get("/api/generations?limit=1")).json();
    return items[0];
  }
});

test("sign out and in again, and the conversation is still there", async ({ page, person, consoleWatch }) => {
  // What the page was still asking for when the session ended.
  consoleWatch.expectComplaint(/status of 401/);
  const run = await person.order("A lighthouse above a calm sea");
  const entrance = new Entrance(page);
  await page.goto("/flows");
  await entrance.signOut();
  await expect.poll(async () => (await page.request.get("/api/auth/session")).status()).toBe(401);

  await entrance.signIn(person.email, PASSWORD);
  await expect(page).not.toHaveURL(/sign-in/);
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  await new Chat(page).expectPictures(1);
});
