/** The choice of a model beside the words; on a telephone it is under "More options". */
import { expect } from "../harness/test.ts";
import { test } from "../harness/with-fakes.ts";

test("the model that is chosen makes it, and its price and time stand beside its name", async ({
  page,
  made: { url, member, chat },
}, testInfo) => {
  await page.goto(`${url}/flow/text-to-image`);
  await chat.say("A heron at dusk");
  await page.getByRole("button", { name: /^Model: / }).click();
  await page.screenshot({ path: testInfo.outputPath("choice.png") });
  await page
    .getByRole("menuitemradio", { name: /Runway/ })
    .first()
    .click();
  await chat.sendIt();
  await chat.expectPictures(1);
  const [run] = await member.runs();
  expect((run as unknown as { steps: { provider: string }[] }).steps[0]?.provider).toBe("runway");
});
