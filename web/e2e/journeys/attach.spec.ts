/** Files that come with the words: chosen, dropped, pasted, taken away, kept over a reload, and worked on. */

import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { paintedPicture } from "../harness/picture.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/test-with-fal.ts";

test("a picture is attached, edited, and its result used again without sending it", async ({
  page,
  consoleWatch,
  made: { chat },
}, testInfo) => {
  consoleWatch.expectComplaint(/status of 422 .*\/api\/files\/upload/);
  const chooser = page.locator('input[data-attach="files"]');
  await chooser.setInputFiles([
    { name: "garden.png", mimeType: "image/png", buffer: paintedPicture(320, 200) },
    { name: "page.png", mimeType: "image/png", buffer: Buffer.from("<html><body>no picture</body></html>") },
  ]);
  const files = page.getByRole("list", { name: "Attached files" });
  await expect(files.getByRole("img", { name: "Attached: garden" })).toBeVisible();
  await expect(files.getByRole("alert")).toContainText("“page.png” is not a file we can use.");
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("attached.png") });
  await files.getByRole("button", { name: "Remove page.png" }).click();
  await expect(files.getByRole("listitem")).toHaveCount(1);

  await chat.say("make it night");
  await page.reload();
  await expect(files.getByRole("img", { name: "Attached: garden" })).toBeVisible();
  await chat.price();
  await chat.sendIt();
  await expect(page.getByRole("list", { name: "Files that came with the words" })).toBeVisible();
  await chat.expectPictures(1);
  await expect(files).toHaveCount(0);
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("edited.png") });

  // A result needs no upload.
  let uploads = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/files/upload")) uploads += 1;
  });
  const touch = testInfo.project.name === "phone";
  if (touch) await chat.pressLong(chat.pictures.last(), page.getByRole("dialog"));
  else await chat.pictures.last().hover();
  await page.getByRole("button", { name: "Use as input" }).last().click();
  await expect(files.getByRole("listitem")).toHaveCount(1);
  expect(uploads).toBe(0);
});
