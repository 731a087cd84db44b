/** The server goes away and comes back: nothing that happened meanwhile is lost to the page. */
import { Chat } from "../drivers/chat.ts";
import { emailFor, expect, signUpWithoutScreen, test } from "../harness/test.ts";

test("a page left open sees what was finished after a restart", async ({
  page,
  ownServer,
  consoleWatch,
}, testInfo) => {
  // While the server is away, the browser says so for every attempt.
  consoleWatch.expectComplaint(
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/,
  );
  const person = await signUpWithoutScreen(page, emailFor(testInfo.testId), ownServer.url);
  const chat = new Chat(page);
  await page.goto(`${ownServer.url}/flow/producer-agent-beta`);
  await chat.say("A lantern on a winter bridge");
  const price = await chat.price();
  await chat.sendIt();
  await expect(chat.cancel).toBeVisible();
  const before = await chat.balance();

  await ownServer.restart({ workers: 2 });
  await chat.expectPictures(1);
  await chat.expectBalance(before);
  expect(await person.balance()).toMatchObject({ available: 50 - price, held: 0 });
});

test("a part of the page that does not arrive is asked for again, and the page stays", async ({
  page,
  person,
  consoleWatch,
}) => {
  consoleWatch.expectComplaint(/ERR_FAILED/);
  const run = await person.order("A lantern on a winter bridge");
  let refused = 0;
  await page.route(/\/assets\/(ConversationMenu|Answer)-[^/]*\.js/, async (route) => {
    refused += 1;
    if (refused > 2) await route.continue();
    else await route.abort();
  });
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  await new Chat(page).expectPictures(1);
  await page
    .getByRole("button", { name: "More", exact: true })
    .or(page.getByRole("button", { name: /^More for/ }))
    .last()
    .click();
  await expect(page.getByRole("menuitem", { name: "Rename" })).toBeVisible();
  expect(refused).toBeGreaterThan(2);
});
