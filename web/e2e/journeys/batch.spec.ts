/** Several at once, on a vendor that refuses one of them. */
import { readFile } from "node:fs/promises";
import { Chat } from "../drivers/chat.ts";
import { Fal } from "../harness/fal.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { Server } from "../harness/server.ts";
import { test as base, emailFor, expect, type Person, signUpWithoutScreen } from "../harness/test.ts";

type Made = { fal: Fal; member: Person; chat: Chat };

const test = base.extend<{ made: Made }>({
  made: async ({ page }, use, testInfo) => {
    const fal = await Fal.start();
    const server = await Server.start({ workers: 4, settings: fal.settings });
    const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), server.url);
    await page.goto(`${server.url}/flow/text-to-image`);
    await use({ fal, member, chat: new Chat(page) });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});

test("four variations, one of which fails: charged for three, tried again at its price, saved as one archive", async ({
  page,
  made: { fal, member, chat },
}, testInfo) => {
  await fal.tell("refuse 1");
  await chat.say("a fox in snow");
  const form = page.getByRole("form");
  await form.getByRole("button", { name: "Several at once" }).click();
  const panel = page.getByRole("dialog", { name: "Several at once" });
  await expect(panel).toContainText("You pay at most");
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("panel.png") });
  await panel.getByRole("button", { name: /^Make 4 for/ }).click();

  const batch = page.getByRole("group", { name: "Batch: 4 variations" });
  await expect(batch).toContainText("3 of 4 done, 1 failed", { timeout: 45_000 });
  await expect(page).toHaveURL(/\/c\/cnv_/);
  await expect(batch.getByRole("img", { name: /^Generated/ })).toHaveCount(3);
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("one-failed.png") });
  const before = await member.balance();
  expect(before).toMatchObject({ held: 0 });

  // A reload shows the same.
  await page.reload();
  await expect(batch).toContainText("3 of 4 done, 1 failed");
  const again = batch.getByRole("button", { name: /^Try the failed one again for/ });
  const price = Number(/for (\d+) credit/.exec((await again.textContent()) ?? "")?.[1]);
  await again.click();
  await expect(batch).toContainText("4 of 4 done", { timeout: 45_000 });
  await expect(batch.getByRole("img", { name: /^Generated/ })).toHaveCount(4);
  expect(await member.balance()).toMatchObject({ available: before.available - price, held: 0 });

  const saved = page.waitForEvent("download");
  await batch.getByRole("link", { name: "Download ZIP" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("a-fox-in-snow.zip");
  const archive = await readFile(await download.path());
  // "PK", and the names of its files (APPNOTE 4.3.7).
  expect(archive.subarray(0, 2).toString()).toBe("PK");
  for (const name of ["001-a-fox-in-snow", "004-a-fox-in-snow", "manifest.json"])
    expect(archive.includes(name)).toBe(true);

  // An item opens as any picture does.
  await batch
    .getByRole("img", { name: /^Generated/ })
    .first()
    .click();
  await expect(page.getByRole("button", { name: "Close full screen" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("phone.png") });
});

test("prompts that are pasted, and a table with a mistake, are kept over a reload", async ({
  page,
  made: _made,
}, testInfo) => {
  const open = () => page.getByRole("form").getByRole("button", { name: "Several at once" }).click();
  const panel = page.getByRole("dialog", { name: "Several at once" });
  await open();
  await panel.getByText("Prompts", { exact: true }).first().click();
  await panel.getByRole("textbox", { name: "Prompts" }).fill("a fox\na hen");
  const csv = "prompt;aspect_ratio\nan owl;16:9\na crow;3:1\n";
  const file = { name: "prompts.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await panel.locator("input[type=file]").setInputFiles(file);
  await expect(panel.getByRole("alert").first()).toContainText("Row 3, aspect_ratio");
  await expect(panel.getByRole("cell", { name: "an owl" })).toBeVisible();
  // Many prompts are part of another plan, and it says which.
  await expect(panel).toContainText("creator plan");
  await page.screenshot({ path: testInfo.outputPath("table.png") });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: testInfo.outputPath("table-phone.png") });
  await page.reload();
  await open();
  await expect(panel.getByRole("textbox", { name: "Prompts" })).toHaveValue("a fox\na hen");
  await panel.getByRole("button", { name: "Remove row 1" }).click();
  await expect(panel.getByRole("cell", { name: "an owl" })).toHaveCount(0);
});
