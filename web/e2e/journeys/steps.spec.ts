/** Runs of many steps on a vendor that does as it is told. */
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/test-with-fal.ts";

test("a picture, its clip and a voice: priced by step, seen as they come, kept over a reload", async ({
  page,
  made: { fal, member, chat },
}, testInfo) => {
  await fal.tell("stuck on");
  await chat.say("a fox in snow, animate it, and narrate it: 'winter is here'");
  const price = await chat.price();
  await page
    .getByRole("form")
    .getByRole("button", { name: /credits?$/ })
    .click();
  const breakdown = page.getByRole("dialog", { name: "Price of this run" });
  await expect(breakdown.getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await chat.sendIt();

  const run = page.getByRole("group", { name: "Run in progress" });
  await expect(run.getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(3);
  await expect(run).toContainText("After step 1");
  await expect(page).toHaveURL(/\/c\/cnv_/);
  await page.reload();
  await expect(run.getByRole("list", { name: "Steps" }).getByRole("listitem")).toHaveCount(3);
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("running.png") });

  await fal.tell("stuck off");
  const result = page.getByRole("group", { name: "Result" });
  await expect(result.getByRole("img", { name: /^Generated/ })).toBeVisible({ timeout: 45_000 });
  await expect(result.locator("video[controls][playsinline]")).toHaveAttribute("aria-label", /^Generated/);
  await expect(result.locator("audio[controls]")).toHaveAttribute("aria-label", /^Generated/);
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("done.png") });
  expect(await member.balance()).toMatchObject({ available: 500 - price, held: 0 });
});

test("a late failure keeps the picture and gives the rest back", async ({
  page,
  made: { fal, member, chat },
}) => {
  await fal.tell("pass 1");
  await fal.tell("refuse 1");
  await chat.say("an owl in snow, then animate it");
  const price = await chat.price();
  await chat.sendIt();
  const part = page.getByRole("group", { name: "Made in part" });
  await expect(part).toContainText("1 of 2 steps were delivered", { timeout: 45_000 });
  await chat.expectPictures(1);
  const { available } = await member.balance();
  expect(available).toBeGreaterThan(500 - price);
  expect(available).toBeLessThan(500);
  const back = available - (500 - price);
  await expect(part).toContainText(new RegExp(`^.*\\b${back} credits? came back`));
  await expectAccessible(page);
});

test("a run of two steps is cancelled and costs nothing", async ({ page, made: { fal, member, chat } }) => {
  await fal.tell("stuck on");
  await chat.say("a fox in snow, and say 'winter is here'");
  await chat.sendIt();
  await chat.cancel.click();
  await expect(page.getByRole("group", { name: "Run cancelled" })).toContainText("Charged0 credits");
  expect(await member.balance()).toMatchObject({ available: 500, held: 0 });
});

test("in an outage another model takes over at the same price", async ({
  page,
  made: { fal, member, chat },
}) => {
  await fal.tell("overloaded 2");
  await chat.say("a fox in snow");
  const price = await chat.price();
  await chat.sendIt();
  await chat.expectPictures(1);
  await page.getByRole("button", { name: "Receipt" }).click();
  await expect(page.getByText(/fal-flux-dev/).first()).toBeVisible();
  expect(await member.balance()).toMatchObject({ available: 500 - price, held: 0 });
});

test("words that need an answer are asked about, not refused", async ({
  page,
  consoleWatch,
  made: { chat },
}) => {
  consoleWatch.expectComplaint(/status of 422 .*\/api\/quotes/);
  await chat.say("animate this");
  await expect(page.getByText("A question first")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "?" })).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "?" })).toHaveCount(0);
  await expect(chat.send).toBeDisabled();
  await expectAccessible(page);
  await chat.say("a fox in snow");
  await chat.price();
  await expect(chat.send).toBeEnabled();
});
