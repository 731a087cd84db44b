/** The same words once more: nothing unless it is chosen; then the earlier result, said before it is sent and labelled after. */
import { Chat } from "../drivers/chat.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect, test } from "../harness/test.ts";

const WORDS = "A paper boat on a calm sea";

test("identical words are answered free where that is chosen, and made anew after one press", async ({
  page,
  person,
}, testInfo) => {
  const shoot = (name: string) => page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  const chat = new Chat(page);
  await chat.open("text-to-image");
  await chat.say(WORDS);
  const price = await chat.price();
  await chat.sendIt();
  await chat.expectPictures(1);
  const { available } = await person.balance();

  // Off at first: the same words are another picture, at its price.
  await chat.open("text-to-image");
  await chat.say(WORDS);
  expect(await chat.price()).toBe(price);
  await expect(page.getByText(/^Identical result/)).toHaveCount(0);
  await page.getByRole("button", { name: "More options" }).click();
  const choice = page.getByRole("switch", { name: "Reuse an identical result, free" });
  await choice.click();
  await expect(choice).toBeChecked();
  await shoot("choice");
  await page.keyboard.press("Escape");

  const offer = page.getByText(/^Identical result from today, \d\d:\d\d, free$/);
  await expect(offer).toBeVisible();
  const free = page.getByRole("form").getByRole("button", { name: /0 credits$/ });
  await expect(free).toBeVisible();
  await expectNoSidewaysScrolling(page);
  await expectAccessible(page);
  await shoot("offer");
  await page
    .getByRole("form")
    .getByRole("button", { name: /0 credits$/ })
    .click();
  await expect(page.getByRole("dialog", { name: "Price of this run" })).toContainText("nothing is charged");
  await shoot("price");
  await page.keyboard.press("Escape");

  await chat.sendIt();
  await chat.expectPictures(1);
  const result = page.getByRole("group", { name: "Result" });
  await expect(result).toContainText(/Identical result from today, \d\d:\d\d/);
  await expect(result).toContainText("Charged 0");
  expect(await person.balance()).toMatchObject({ available, held: 0 });
  await expectNoSidewaysScrolling(page);
  await expectAccessible(page);
  await shoot("result");
  await result.getByRole("button", { name: "Receipt" }).click();
  await expect(page.getByRole("link", { name: "Where it was made" })).toBeVisible();
  await expectAccessible(page);
  await shoot("details");

  // It stands where everything stands, also after a reload, and the choice is kept.
  await page.goto("/history");
  await expect(page.getByText(/^Identical result, free/)).toHaveCount(1);
  await shoot("history");
  await chat.open("text-to-image");
  await chat.say(WORDS);
  await expect(offer).toBeVisible();
  await page.getByRole("button", { name: /^Make it anew for \d+ credits?$/ }).click();
  await expect(page.getByText("It will be made anew")).toBeVisible();
  await expect.poll(() => chat.price()).toBe(price);
  await shoot("anew");
  await chat.sendIt();
  await chat.expectPictures(1);
  await expect(page.getByText(/^Identical result/)).toHaveCount(0);
  expect(await person.balance()).toMatchObject({ available: available - price, held: 0 });
});
