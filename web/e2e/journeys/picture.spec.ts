/** A finished picture and what can be done with it, with a mouse and with a finger. */
import { Chat } from "../drivers/chat.ts";
import { History } from "../drivers/history.ts";
import { Thread } from "../drivers/thread.ts";
import { lookAt } from "../harness/picture.ts";
import { expect, test } from "../harness/test.ts";

/** The least a finger can be asked to hit, in pixels. */
const FINGER = 44;

test.describe("on a telephone", () => {
  test.skip(({ isMobile }) => !isMobile);

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
});

test("a picture whose file does not arrive says so, and comes when it is asked for again", async ({
  page,
  person,
  consoleWatch,
}) => {
  consoleWatch.expectComplaint(/ERR_FAILED/);
  const run = await person.order("A hut in the dunes");
  const chat = new Chat(page);
  let isCut = true;
  await page.route(/variant=preview/, (route) => (isCut ? route.abort() : route.continue()));
  // The page comes after the picture is made, so that the one request that fails is its own.
  await expect.poll(async () => (await person.runs())[0]?.status, { timeout: 60_000 }).toBe("completed");
  await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
  await expect(page.getByText("The picture did not load. It is still here.")).toBeVisible();
  isCut = false;
  await page.getByRole("button", { name: "Load it again" }).click();
  await chat.expectPictures(1);
  await expect(page.getByText("The picture did not load")).toHaveCount(0);
});

test.describe("with a mouse", () => {
  test.skip(({ isMobile }) => isMobile);

  test("the picture is the largest thing on the screen, beside its words and its receipt", async ({
    page,
    person,
  }) => {
    const run = await person.order("A hut in the dunes");
    await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
    const chat = new Chat(page);
    await chat.expectPictures(1);
    const picture = await chat.pictures.boundingBox();
    const plane = await new Thread(page).plane.boundingBox();
    expect(picture?.height ?? 0, "part of the thread's height").toBeGreaterThan(
      (plane?.height ?? 900) * 0.75,
    );
    await expect(new Thread(page).turns.getByText("A hut in the dunes")).toBeInViewport({ ratio: 1 });
    await expect(chat.pictures).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("button", { name: "Receipt" })).toBeInViewport({ ratio: 1 });
  });

  test("one click opens the details and leaves the composer as it is; two open full screen alone", async ({
    page,
    person,
  }) => {
    const run = await person.order("A hut in the dunes");
    await page.goto(`/flow/text-to-image/c/${run.conversationId}`);
    const chat = new Chat(page);
    await chat.expectPictures(1);
    const details = page.getByRole("complementary", { name: "Details" });
    const composer = page.getByRole("form");
    // The cursor leaves the composer with the click; here it leaves before, so that only the details can change it.
    await new Thread(page).plane.focus();
    await expect(chat.prompt).not.toBeFocused();
    const before = await composer.boundingBox();
    await chat.pictures.click();
    await expect(details).toBeVisible();
    const beside = await composer.boundingBox();
    expect(beside?.height).toBe(before?.height);
    expect(beside?.y).toBe(before?.y);
    await page.keyboard.press("Escape");
    await expect(details).toHaveCount(0);

    await chat.pictures.dblclick();
    const fullScreen = page.getByRole("dialog", { name: /^Generated/ });
    await expect(fullScreen).toHaveCount(1);
    await expect(fullScreen.getByRole("img")).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    await expect(fullScreen).toHaveCount(0);
    await expect(details).toHaveCount(0);
  });
});
