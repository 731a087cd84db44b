/** A picture changed step by step by the local studio, with no key of any vendor: darker, cut out, larger. */
import { readFile } from "node:fs/promises";
import { Chat, PICTURE_TAKES_AT_MOST_MS } from "../drivers/chat.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { lookAt, paintedPicture, transparentShare } from "../harness/picture.ts";
import { expect, test } from "../harness/test.ts";

/** NASA's portrait of Eileen Collins, made smaller; public domain. */
const PORTRAIT = new URL("../../../crates/studio/tests/portrait.jpg", import.meta.url);

test("a picture is made night, cut out and enlarged on this machine", async ({ page, person }, testInfo) => {
  const chat = new Chat(page);
  await chat.open();
  const files = [{ name: "portrait.jpg", mimeType: "image/jpeg", buffer: await readFile(PORTRAIT) }];
  await page.locator('input[data-attach="files"]').setInputFiles(files);
  await expect(
    page.getByRole("list", { name: "Attached files" }).getByRole("img", { name: "Attached: portrait" }),
  ).toBeVisible();

  let made = 0;
  for (const words of ["make it night", "remove the background", "upscale it 2x"]) {
    await chat.say(words);
    await chat.price();
    await chat.sendIt();
    made += 1;
    await chat.expectPictures(made);
    await expect(page.getByRole("group", { name: "Result" }).last()).toContainText("Local studio");
    await page.screenshot({ path: testInfo.outputPath(`${made}.png`) });
  }
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);

  const [enlarged, cutOut, night] = (await person.runs()).map((run) => run.outputAssets[0]);
  if (!enlarged || !cutOut || !night) throw new Error("There are fewer than three results.");
  const file = async (asset: { url: string }) => (await person.request.get(asset.url)).body();
  const [first, second, third] = await Promise.all([file(night), file(cutOut), file(enlarged)]);
  expect(lookAt(first)).toMatchObject({ width: 256, height: 256 });
  expect(transparentShare(first)).toBe(0);
  // The person fills a half or so; all around is clear, and stays so when it is enlarged.
  for (const [picture, side] of [
    [second, 256],
    [third, 512],
  ] as const) {
    expect(lookAt(picture)).toMatchObject({ width: side, height: side });
    expect(transparentShare(picture)).toBeGreaterThan(0.2);
    expect(transparentShare(picture)).toBeLessThan(0.8);
  }
});

test("where nobody is to be cut out it says so and costs nothing", async ({ page, person }, testInfo) => {
  const chat = new Chat(page);
  await chat.open();
  const { available } = await person.balance();
  const buffer = paintedPicture(320, 200);
  await page
    .locator('input[data-attach="files"]')
    .setInputFiles([{ name: "sky.png", mimeType: "image/png", buffer }]);
  await expect(page.getByRole("img", { name: "Attached: sky" })).toBeVisible();
  await chat.say("remove the background");
  await chat.price();
  await chat.sendIt();
  const told = page.getByText(/^No person was found in the picture/).first();
  await expect(told).toBeVisible({ timeout: PICTURE_TAKES_AT_MOST_MS });
  expect(await person.balance()).toMatchObject({ available, held: 0 });
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("nobody.png") });
});
