/** The first vendor fails: the second makes the picture within the same price, and the result says so. */
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/test-with-two.ts";

type Run = {
  status: string;
  creditsUsed: number;
  quote: { credits: number };
  steps: { provider: string }[];
};

const SAYS = "fal-flux-schnell was not available; openai-gpt-image-2 took over at the same price.";

for (const [what, fails] of [
  ["is overloaded", "overloaded 9"],
  ["no longer knows the key", "revoke key-of-the-operator"],
] as const) {
  test(`the first vendor ${what}: the second makes it at the price that was shown`, async ({
    page,
    made: { fal, member, chat },
  }, testInfo) => {
    await chat.say("A heron at dusk");
    await chat.price();
    await fal.tell(fails);
    await chat.sendIt();
    await chat.expectPictures(1);
    await expect(page.getByRole("main").getByText(SAYS)).toBeVisible();
    const [run] = (await member.runs()) as unknown as Run[];
    expect(run?.status).toBe("completed");
    expect(run?.steps[0]?.provider).toBe("openai");
    expect(run?.creditsUsed).toBe(run?.quote.credits);
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await page.screenshot({ path: testInfo.outputPath("taken-over.png") });
  });
}

test("the key is revoked while the first vendor works: the second makes it", async ({
  page,
  made: { fal, member, chat },
}) => {
  await fal.tell("stuck on");
  await chat.say("A heron at dusk");
  await chat.sendIt();
  const state = async () => {
    const [run] = (await member.runs()) as unknown as { steps: { status: string }[] }[];
    return run?.steps[0]?.status;
  };
  await expect.poll(state).toBe("running");
  await fal.tell("revoke key-of-the-operator");
  await chat.expectPictures(1);
  await expect(page.getByRole("main").getByText(SAYS)).toBeVisible();
  const [run] = (await member.runs()) as unknown as Run[];
  expect(run?.creditsUsed).toBe(run?.quote.credits);
});
