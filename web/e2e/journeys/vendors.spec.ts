/** What vendors make, seen on the screen: an image, an edit, a clip, a voice with captions, a talking picture. */
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/with-fakes.ts";

const TAKES_AT_MOST = { timeout: 60_000 };

test("an image, an edit of it, a clip and a voice, each by a vendor", async ({
  page,
  made: { url, said, member, chat },
}, testInfo) => {
  for (const vendor of [
    "fal",
    "Runway",
    "OpenAI",
    "Gemini",
    "ElevenLabs",
    "ComfyUI",
    "AUTOMATIC1111",
    "n8n",
    "a language model",
  ]) {
    expect(said.filter((line) => line.trim().startsWith(`${vendor} is http://`))).toHaveLength(1);
  }
  await page.goto(`${url}/flow/producer-agent-beta`);
  const main = page.getByRole("main");
  await chat.say("A heron at dusk");
  await chat.sendIt();
  await chat.expectPictures(1);
  await chat.say("Make it night");
  await chat.sendIt();
  await chat.expectPictures(2);
  await chat.say("Now animate it");
  await chat.sendIt();
  await expect(main.locator("video")).toHaveCount(1, TAKES_AT_MOST);
  await chat.say('Read this aloud: "The heron waits. Then it flies."');
  await chat.sendIt();
  const voice = main.locator("audio");
  await expect(voice).toHaveCount(1, TAKES_AT_MOST);
  const cues = () =>
    voice.evaluate((audio: HTMLAudioElement) => Array.from(audio.textTracks[0]?.cues ?? []).length);
  await expect.poll(cues).toBeGreaterThan(0);
  await expect(main.getByRole("link", { name: /^Download the captions/ })).toBeVisible();
  const runs = await member.runs();
  expect(runs).toHaveLength(4);
  expect(runs.map((run) => run.status)).toEqual(Array(4).fill("completed"));
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("made.png") });
});

test("a talking picture: the picture, the voice and the lips in one request", async ({
  page,
  made: { url, member, chat },
}) => {
  await page.goto(`${url}/flow/producer-agent-beta`);
  await chat.say("A portrait of an old fisherman, then lip sync it saying: 'Good morning from the harbour'");
  await chat.sendIt();
  await expect(page.getByRole("main").locator("video")).toHaveCount(1, TAKES_AT_MOST);
  const [run] = await member.runs();
  const steps = (run as unknown as { steps: { operation: string; status: string }[] }).steps;
  expect(steps.map(({ operation, status }) => `${operation} ${status}`)).toContain("lipsync completed");
});
