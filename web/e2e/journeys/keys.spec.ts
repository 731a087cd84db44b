/** Keys of providers: added on the screen of those who run the installation, used at once, removed. */
import { Fal } from "../harness/fal.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { Server } from "../harness/server.ts";
import { test as base, emailFor, expect, PASSWORD, signUpWithoutScreen } from "../harness/test.ts";

const KEY = "added-on-the-screen-4321";

const test = base.extend<{ made: { fal: Fal; server: Server } }>({
  made: async ({ page }, use) => {
    const fal = await Fal.start();
    const server = await Server.start({ workers: 4, settings: { ...fal.settings, MARTY_FAL__KEYS: "[]" } });
    await use({ fal, server });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});

test("an operator adds a key, a picture is made through it, and the next goes elsewhere once it is removed", async ({
  page,
  playwright,
  made: { server },
}, testInfo) => {
  const elsewhere = { request: await playwright.request.newContext() };
  const member = await signUpWithoutScreen(elsewhere, emailFor(testInfo.testId), server.url);
  const madeBy = async (words: string) => {
    const { id } = await member.order(words);
    await expect(async () => {
      const run = await (await member.request.get(`${server.url}/api/generations/${id}`)).json();
      expect(run.status).toBe("completed");
    }).toPass({ timeout: 30_000 });
    const run = await (await member.request.get(`${server.url}/api/generations/${id}`)).json();
    return run.steps[0].provider as string;
  };
  expect(await madeBy("A heron at dawn")).toBe("local");
  const email = emailFor(testInfo.testId);
  await server.makeAdmin(email, PASSWORD);
  const signedIn = await page.request.post(`${server.url}/api/auth/sign-in`, {
    data: { email, password: PASSWORD },
  });
  expect(signedIn.status(), await signedIn.text()).toBe(200);
  await page.goto(`${server.url}/admin/providers`);
  const card = page
    .locator("section, article")
    .filter({ has: page.getByRole("heading", { name: "fal", exact: true }) })
    .last();
  await card.getByLabel("New key for fal").fill(KEY);
  await card.getByRole("button", { name: "Test and save" }).click();
  await expect(card.getByText("…4321")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("keys.png"), fullPage: true });
  expect(await madeBy("A heron at dusk")).toBe("fal");
  await card.getByRole("button", { name: "Remove …4321" }).click();
  await page.getByRole("button", { name: "Remove key" }).click();
  await expect(card.getByText("…4321")).toHaveCount(0);
  expect(await madeBy("A heron at night")).toBe("local");
  await page.goto(`${server.url}/account`);
  await expect(page.getByRole("heading", { name: "Your own keys" })).toBeVisible();
  await page.locator("summary", { hasText: "fal" }).click();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("own-keys.png"), fullPage: true });
  await elsewhere.request.dispose();
});
