/** The list of conversations: rename, delete, change one's mind. */
import { History } from "../drivers/history.ts";
import { expect, test } from "../harness/test.ts";

test.use({ serverKind: "accepting" });

test("rename a conversation, delete it, undo", async ({ page, person }) => {
  await person.order("A castle in the fog");
  await person.order("Balloons in the morning");
  const history = new History(page);
  await history.open();

  await history.rename("A castle in the fog", "Castle, first try");
  await expect(history.conversation("Castle, first try")).toBeVisible();
  await page.reload();
  await expect(history.conversation("Castle, first try")).toBeVisible();

  await history.delete("Castle, first try");
  await expect(history.conversation("Castle, first try")).toHaveCount(0);
  await expect(history.conversation("Balloons in the morning")).toBeVisible();
  await history.undo();
  await expect(history.conversation("Castle, first try")).toBeVisible();
  await page.reload();
  await expect(history.conversation("Castle, first try")).toBeVisible();
});

test("a deleted conversation is gone for good when nobody undoes it", async ({ page, person }) => {
  const run = await person.order("Dunes at sunset");
  const history = new History(page);
  await history.open();
  await history.delete("Dunes at sunset");
  await expect(history.conversation("Dunes at sunset")).toHaveCount(0);
  await expect
    .poll(async () => (await page.request.get(`/api/conversations/${run.conversationId}`)).status())
    .toBe(404);
  await page.reload();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
});
