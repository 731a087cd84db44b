/** The screens of those who run the installation, and a result that comes late. */
import { Chat } from "../drivers/chat.ts";
import { Fal } from "../harness/fal.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { Server } from "../harness/server.ts";
import { test as base, emailFor, expect, PASSWORD, signUpWithoutScreen } from "../harness/test.ts";

type Made = { fal: Fal; server: Server };

const test = base.extend<{ made: Made }>({
  made: async ({ page }, use) => {
    const fal = await Fal.start();
    const settings = { ...fal.settings, MARTY_WORKERS__LATE_LOOK_SECONDS: "1" };
    const server = await Server.start({ workers: 4, settings });
    await use({ fal, server });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});

test("an operator sees what is stuck or unknown, decides, and pauses a provider", async ({
  page,
  made: { fal, server },
}, testInfo) => {
  const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), server.url);
  await fal.tell("lose 1");
  await member.order("A heron at dusk");
  const email = emailFor(testInfo.testId);
  await server.makeAdmin(email, PASSWORD);
  await page.context().clearCookies();
  const signedIn = await page.request.post(`${server.url}/api/auth/sign-in`, {
    data: { email, password: PASSWORD },
  });
  expect(signedIn.status(), await signedIn.text()).toBe(200);

  await page.goto(`${server.url}/admin/queue`);
  const lost = page.getByRole("listitem").filter({ hasText: "the answer was lost" });
  await expect(lost).toBeVisible({ timeout: 30_000 });
  await expect(lost.getByRole("button", { name: "Submit again" })).toBeDisabled();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("queue.png"), fullPage: true });
  await lost.getByLabel("Reason").fill("The vendor has no such request.");
  await lost.getByRole("button", { name: /give credits back/ }).click();
  await expect(page.getByText("No submit has an unknown outcome.")).toBeVisible({ timeout: 30_000 });
  expect(await member.request.get(`${server.url}/api/health`)).toBeOK();

  await page.goto(`${server.url}/admin/providers`);
  await expect(page.getByRole("heading", { level: 2, name: "fal" })).toBeVisible();
  await page.getByRole("button", { name: "Pause fal" }).click();
  await expect(page.getByRole("button", { name: "Resume fal" })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("providers.png"), fullPage: true });
  await page.getByRole("button", { name: "Resume fal" }).click();
  await expect(page.getByRole("button", { name: "Pause fal" })).toBeVisible();
});

test("a picture that comes after cancelling is kept and not charged", async ({
  page,
  made: { fal, server },
}, testInfo) => {
  const member = await signUpWithoutScreen(page, emailFor(testInfo.testId), server.url);
  const chat = new Chat(page);
  await page.goto(`${server.url}/flow/producer-agent-beta`);
  const { available } = await member.balance();
  await fal.tell("stuck on");
  await fal.tell("deaf 2");
  await chat.say("A lantern in the snow");
  await chat.price();
  await chat.sendIt();
  const run = page.getByRole("group", { name: "Run in progress" });
  await expect(run).toContainText("fal is working on it");
  await chat.cancel.click();
  await expect(page.getByRole("group", { name: "Run cancelled" })).toContainText("Charged0 credits");
  await fal.tell("stuck off");
  const late = page.getByRole("group", { name: "Arrived late" });
  await expect(late).toContainText("Arrived late, not charged", { timeout: 60_000 });
  await expect(late.getByRole("img")).toHaveCount(1);
  expect(await member.balance()).toMatchObject({ available, held: 0 });
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("late.png"), fullPage: true });
});
