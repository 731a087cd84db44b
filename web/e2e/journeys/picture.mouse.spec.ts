/** A finished picture and what can be done with it, with a mouse. */
import { Chat } from "../drivers/chat.ts";
import { Thread } from "../drivers/thread.ts";
import { expect, test } from "../harness/test.ts";

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
  expect(picture?.height ?? 0, "part of the thread's height").toBeGreaterThan((plane?.height ?? 900) * 0.75);
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
