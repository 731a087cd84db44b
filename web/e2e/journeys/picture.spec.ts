/** A finished picture whose file is late. */
import { Chat } from "../drivers/chat.ts";
import { expect, test } from "../harness/test.ts";

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
