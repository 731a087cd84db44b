/** A picture set in motion and a face made to speak by the local studio, with no key of any vendor. */
import { readFile } from "node:fs/promises";
import { Chat } from "../drivers/chat.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { paintedPicture } from "../harness/picture.ts";
import { expect, test } from "../harness/test.ts";

/** Longer than a clip of a few seconds takes in a development build beside other tests. */
const CLIP_TAKES_AT_MOST_MS = 240_000;
/** NASA's portrait of Eileen Collins, made smaller; public domain. */
const PORTRAIT = new URL("../../../crates/studio/tests/portrait.jpg", import.meta.url);

/** Plays a clip without sound and waits until time passes and there are pictures. */
async function plays(video: import("@playwright/test").Locator): Promise<{ width: number; length: number }> {
  return video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("It is no video.");
    element.muted = true;
    const moved = new Promise<void>((resolve) => {
      element.addEventListener("timeupdate", () => element.currentTime > 0.2 && resolve());
    });
    await element.play();
    await moved;
    if (element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) throw new Error("It has no picture.");
    return { width: element.videoWidth, length: element.duration };
  });
}

test.describe.configure({ timeout: 2 * CLIP_TAKES_AT_MOST_MS });

test("a picture is painted, animated and played in the page", async ({ page, person }, testInfo) => {
  const chat = new Chat(page);
  await chat.open();
  await chat.say("a lighthouse on a rocky coast at sunset");
  await chat.price();
  await chat.sendIt();
  await chat.expectPictures(1);
  await chat.say("animate it for 2 seconds");
  await chat.price();
  await chat.sendIt();
  const video = page.getByRole("main").locator("video");
  await expect(video).toHaveCount(1, { timeout: CLIP_TAKES_AT_MOST_MS });
  // A frame of it is there before it plays.
  const poster = await video.getAttribute("poster");
  expect(poster).toContain("variant=preview");
  expect((await page.request.get(poster ?? "")).headers()["content-type"]).toBe("image/webp");
  await page.screenshot({ path: testInfo.outputPath("poster.png") });
  const seen = await plays(video);
  expect(seen.width).toBeGreaterThan(600);
  expect(seen.length).toBeGreaterThan(1);
  await expect(page.getByRole("group", { name: "Result" }).last()).toContainText("Local studio");
  const [run] = await person.runs();
  expect(run?.outputAssets[0]?.type).toBe("video");
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("clip.png") });
});

test("where no face is, lip sync says so and costs nothing", async ({ page, person }, testInfo) => {
  const chat = new Chat(page);
  await chat.open();
  const { available } = await person.balance();
  const buffer = paintedPicture(320, 200);
  await page
    .locator('input[data-attach="files"]')
    .setInputFiles([{ name: "sky.png", mimeType: "image/png", buffer }]);
  await expect(page.getByRole("img", { name: "Attached: sky" })).toBeVisible();
  await chat.say('lip sync it saying "hello there"');
  await chat.price();
  await chat.sendIt();
  await expect(page.getByText(/^No face was found in the picture/).first()).toBeVisible({ timeout: 60_000 });
  expect(await person.balance()).toMatchObject({ available, held: 0 });
  await page.screenshot({ path: testInfo.outputPath("no-face.png") });
});

test("a portrait speaks a sentence with captions", async ({ page, person }, testInfo) => {
  const { available } = await person.balance();
  const chat = new Chat(page);
  await chat.open();
  const files = [{ name: "portrait.jpg", mimeType: "image/jpeg", buffer: await readFile(PORTRAIT) }];
  await page.locator('input[data-attach="files"]').setInputFiles(files);
  await expect(page.getByRole("img", { name: "Attached: portrait" })).toBeVisible();
  await chat.say('lip sync it saying "Good morning. We paint a picture."');
  await chat.price();
  await chat.sendIt();
  const video = page.getByRole("main").locator("video");
  await expect(video).toHaveCount(1, { timeout: CLIP_TAKES_AT_MOST_MS });
  expect((await plays(video)).width).toBe(256);
  expect((await person.balance()).available).toBeLessThan(available);
  await expect(video.locator('track[kind="captions"]')).toHaveCount(1);
  await page.screenshot({ path: testInfo.outputPath("talk.png") });
});
