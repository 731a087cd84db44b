/** A run that delivered a part: what is missing is made once more, with what is there. */
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/test-with-fal.ts";

test("the failed step of three is made once more, at its own price", async ({
  page,
  made: { fal, member, chat },
}, testInfo) => {
  await fal.tell("pass 2");
  await fal.tell("refuse 1");
  await chat.say("a fox in snow, animate it, and narrate it: 'winter is here'");
  await chat.sendIt();
  const part = page.getByRole("group", { name: "Made in part" });
  await expect(part).toContainText("2 of 3 steps were delivered", { timeout: 45_000 });
  const retry = part.getByRole("button", { name: /^Retry the failed step for \d+ credits?$/ });
  await expect(retry).toBeVisible();
  const price = Number(/for (\d+)/.exec((await retry.textContent()) ?? "")?.[1]);
  const { available } = await member.balance();
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("part.png") });

  await retry.click();
  await expect(page.getByText("Uses the picture from before, not charged again.")).toBeVisible();
  const results = page.getByRole("group", { name: "Result" });
  await expect(results.last().locator("video[controls]")).toBeVisible({ timeout: 45_000 });
  await expect(retry).toHaveCount(0);
  expect(await member.balance()).toMatchObject({ available: available - price, held: 0 });
  await expectNoSidewaysScrolling(page);
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("done.png") });

  await page.reload();
  await expect(page.getByText("Uses the picture from before, not charged again.")).toBeVisible();
  await expect(retry).toHaveCount(0);
});

test("a run that made nothing is tried again without saying it again", async ({
  page,
  made: { fal, member, chat },
}) => {
  await fal.tell("refuse 1");
  await chat.say("a hen in snow");
  const price = await chat.price();
  await chat.sendIt();
  await page.getByRole("button", { name: /^Try again for \d+ credits?$/ }).click({ timeout: 45_000 });
  await chat.expectPictures(1);
  await expect(page.getByText("a hen in snow", { exact: true })).toHaveCount(1);
  expect(await member.balance()).toMatchObject({ available: 500 - price, held: 0 });
});
