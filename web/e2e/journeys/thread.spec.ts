/** A conversation longer than the screen: it follows its end for whoever is there, and keeps its place for whoever reads above. */
import { Chat } from "../drivers/chat.ts";
import { Thread } from "../drivers/thread.ts";
import { emailFor, expect, signUpWithoutScreen, test } from "../harness/test.ts";

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `Paper boat ${index + 1}`);

test("stays at the end from Send to the picture", async ({ page, ownServer, consoleWatch }, testInfo) => {
  consoleWatch.expectComplaint(/ERR_CONNECTION_REFUSED/);
  const person = await signUpWithoutScreen(page, emailFor(testInfo.testId), ownServer.url);
  const conversationId = await person.orderAndCancel(numbered(6));
  await ownServer.restart({ workers: 2 });
  await page.goto(`${ownServer.url}/flow/text-to-image/c/${conversationId}`);
  const chat = new Chat(page);
  const thread = new Thread(page);
  await expect(thread.turns).toHaveCount(6);
  await thread.expectAtEnd();

  await chat.say("A paper boat on a still lake");
  await chat.price();
  await thread.expectAtEnd();
  await thread.watchEnd();
  await chat.sendIt();
  await chat.expectPictures(1);
  await thread.expectAtEnd();
  expect(await thread.farthestFromEnd(), "pixels the end was ever out of sight").toBeLessThanOrEqual(2);
  await expect(thread.jumpToNewest).toHaveCount(0);
});

test.describe("while nothing is drawn", () => {
  test.use({ serverKind: "accepting" });

  test("whoever scrolled up stays there; a button leads to the newest", async ({ page, elsewhere }) => {
    const conversationId = await elsewhere.orderAndCancel(numbered(8));
    await page.goto(`/flow/text-to-image/c/${conversationId}`);
    const thread = new Thread(page);
    await expect(thread.turns).toHaveCount(8);
    await thread.expectAtEnd();
    await expect(thread.jumpToNewest).toHaveCount(0);

    await thread.scrollBy(-500);
    await expect(thread.jumpToNewest).toBeVisible();
    const reading = await thread.place();
    const run = await elsewhere.order("A boat from another screen", conversationId);
    await expect(thread.turns).toHaveCount(9);
    await elsewhere.cancel(run);
    await expect(thread.turns.last()).toContainText("Cancelled");
    expect(await thread.movedSince(reading), "pixels moved by what came below").toBeLessThanOrEqual(2);

    await thread.jumpToNewest.click();
    await thread.expectAtEnd();
    await expect(thread.jumpToNewest).toHaveCount(0);
  });

  test("one's own words lead back to the end", async ({ page, elsewhere }) => {
    const conversationId = await elsewhere.orderAndCancel(numbered(8));
    await page.goto(`/flow/text-to-image/c/${conversationId}`);
    const thread = new Thread(page);
    const chat = new Chat(page);
    await expect(thread.turns).toHaveCount(8);
    await thread.scrollBy(-500);
    await expect(thread.jumpToNewest).toBeVisible();
    await chat.say("One more boat");
    await chat.price();
    await chat.sendIt();
    await expect(thread.turns).toHaveCount(9);
    await thread.expectAtEnd();
  });

  test("older messages come as one scrolls up, and nothing jumps", async ({ page, elsewhere }) => {
    const words = numbered(65);
    const conversationId = await elsewhere.orderAndCancel(words);
    const older = await holdOlderPages();
    await page.goto(`/flow/text-to-image/c/${conversationId}`);
    const thread = new Thread(page);
    await expect(thread.turns).toHaveCount(10);
    await thread.expectAtEnd();

    let pages = 1;
    for (let shown = 10; shown < words.length; shown += 10) {
      await scrollUpUntil(older.isAsked);
      const reading = await thread.place();
      older.release();
      pages += 1;
      await expect(thread.turns).toHaveCount(Math.min(shown + 10, words.length));
      // The page after it may be asked for at once; it is held, so this is what one page did.
      expect(await thread.movedSince(reading), `pixels moved by page ${pages}`).toBeLessThanOrEqual(2);
    }
    expect(pages).toBe(7);
    expect(await thread.words(), "every message once, in order").toEqual(words);
    await scrollUpUntil(async () => (await thread.plane.evaluate((plane) => plane.scrollTop)) === 0);
    await expect(thread.turns.first()).toBeInViewport();

    /** Requests for older pages wait here until they are let through. */
    async function holdOlderPages() {
      let letThrough: (() => void) | undefined;
      await page.route("**/messages?*cursor=*", async (route) => {
        await new Promise<void>((resolve) => {
          letThrough = resolve;
        });
        await route.continue();
      });
      return {
        isAsked: () => letThrough !== undefined,
        release: () => {
          letThrough?.();
          letThrough = undefined;
        },
      };
    }

    async function scrollUpUntil(reached: () => boolean | Promise<boolean>) {
      for (let turns = 0; turns < 60 && !(await reached()); turns += 1) await thread.scrollBy(-900);
      expect(await reached()).toBe(true);
    }
  });
});
