/** A flow of one's own: written, mended, run by its form, and archived. */
import { readFileSync } from "node:fs";
import { Fal } from "../harness/fal.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { Server } from "../harness/server.ts";
import { test as base, emailFor, expect, type Person, signUpWithoutScreen } from "../harness/test.ts";

type Studio = { server: Server; member: Person };

const test = base.extend<{ studio: Studio }>({
  studio: async ({ page }, use, testInfo) => {
    const fal = await Fal.start();
    const server = await Server.start({ workers: 4, settings: fal.settings });
    const email = emailFor(testInfo.testId);
    const member = await signUpWithoutScreen(page, email, server.url);
    server.admin("set-plan", "--email", email, "--plan", "studio");
    await use({ server, member });
    await page.close();
    await server.dispose();
    await fal.dispose();
  },
});

/** The example of the guide. */
const EXAMPLE = /```toml\n([\s\S]*?)```/.exec(
  readFileSync(new URL("../../../docs/guides/custom-flows.md", import.meta.url), "utf8"),
)?.[1] as string;

test("a flow is pasted, mended, run by its form and archived", async ({
  page,
  consoleWatch,
  studio: { server, member },
}, testInfo) => {
  consoleWatch.expectComplaint(/status of 422 .*\/api\/flows/);
  await page.goto(`${server.url}/flows/yours`);
  await page.getByRole("button", { name: "Add a flow" }).click();
  const box = page.getByRole("textbox", { name: /The flow, in TOML or JSON/ });
  await box.fill(EXAMPLE.replace("steps.picture", "steps.pictur"));
  await page.getByRole("button", { name: "Save flow" }).click();
  const mistakes = page.getByRole("alert").filter({ hasText: "One place needs a change" });
  await expect(mistakes).toContainText("steps[1].inputs[0]");
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("mistakes.png"), fullPage: true });
  // What was pasted is still there after a reload.
  await page.reload();
  await expect(box).toHaveValue(/steps\.pictur"/);
  await box.fill(EXAMPLE);
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("It can be saved.")).toBeVisible();
  await page.getByRole("button", { name: "Save flow" }).click();
  const own = page.getByRole("article", { name: "Product teaser" });
  await expect(own).toContainText("Version 1");
  await page.screenshot({ path: testInfo.outputPath("yours.png"), fullPage: true });

  await own.getByRole("link", { name: "Open" }).click();
  const form = page.getByRole("form", { name: "Product teaser" });
  await form.getByLabel("What it shows").fill("A red kettle");
  await form.getByLabel("What the voice says").fill("Tea is ready.");
  await form.getByLabel("Seconds of the clip").fill("12");
  await expect(form.getByText("1 to 10.")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path: testInfo.outputPath("form.png") });
  await form.getByLabel("Seconds of the clip").fill("3");
  await expect(form.getByRole("button", { name: /\d+ credits/ })).toBeVisible();
  await form.getByRole("button", { name: "Run" }).click();
  const result = page.getByRole("group", { name: "Result" });
  await expect(result.getByRole("img", { name: /^Generated/ })).toBeVisible({ timeout: 45_000 });
  await expect(result.locator("video")).toBeVisible({ timeout: 45_000 });
  await expect(result.locator("audio")).toBeVisible();
  await expect(page.getByText(/What the voice says: Tea is ready/)).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: testInfo.outputPath("done.png") });
  expect((await member.balance()).held).toBe(0);

  const conversation = page.url();
  await page.goto(`${server.url}/flows/yours`);
  await own.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("No flow of your own yet")).toBeVisible();
  // What it made can still be read.
  await page.goto(conversation);
  await expect(result.getByRole("img", { name: /^Generated/ })).toBeVisible();
  await expect(page.getByText("This flow was archived.")).toBeVisible();
});
