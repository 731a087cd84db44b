/** A finished picture and its conversation, with a finger. */
import { Chat } from "../drivers/chat.ts";
import { History } from "../drivers/history.ts";
import { lookAt } from "../harness/picture.ts";
import { expect, test } from "../harness/test.ts";

/** The least a finger can be asked to hit, in pixels. */
const FINGER = 44;

test("a square picture is as wide as its column, with Download on it; a long press brings the rest", async ({
  page,
  person,
}) => {
  const run = await person.order("A hut in the dunes");
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  const chat = new Chat(page);
  await chat.expectPictures(1);
  const picture = await chat.pictures.boundingBox();
  expect(picture?.width, "the screen without its margins of 16").toBeCloseTo(390 - 32, 0);
  expect(picture?.height).toBeCloseTo(picture?.width ?? 0, 0);

  await expect
    .poll(async () => (await chat.downloadButton.boundingBox())?.width)
    .toBeGreaterThanOrEqual(FINGER);
  await expect
    .poll(async () => (await chat.downloadButton.boundingBox())?.height)
    .toBeGreaterThanOrEqual(FINGER);
  await expect(chat.downloadButton.locator("xpath=ancestor::div[1]")).toHaveCSS("opacity", "1");
  expect(lookAt(await chat.download())).toMatchObject({ width: 1024, height: 1024 });

  const copy = page.getByRole("dialog").getByRole("button", { name: "Copy link" });
  await chat.pressLong(chat.pictures, copy);
  await expect(page.getByRole("dialog", { name: "Details" })).toHaveCount(0);
});

test("rename and delete are behind the conversation's title", async ({ page, person }) => {
  const run = await person.order("A kite over the bay");
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  const title = page.getByRole("banner").getByRole("button", { name: "More for A kite over the bay" });
  await expect.poll(async () => (await title.boundingBox())?.height).toBeGreaterThanOrEqual(FINGER);
  await title.click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const field = page.getByRole("textbox", { name: "Title" });
  await expect(field).toBeFocused();
  await field.fill("Kites");
  await field.press("Enter");
  const renamed = page.getByRole("banner").getByRole("button", { name: "More for Kites" });
  await renamed.click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/flow\/text-to-image$/);
  const history = new History(page);
  await expect
    .poll(async () => (await page.request.get(`/api/conversations/${run.conversationId}`)).status())
    .toBe(404);
  await history.open();
  await expect(history.conversation("Kites")).toHaveCount(0);
});
