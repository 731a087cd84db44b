import { chromium } from "playwright-core";
const base = process.argv[2];
const out = process.argv[3];
const prompt = process.argv[4] ?? "A lighthouse at dusk, oil painting";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless","--no-sandbox","--disable-gpu","--disable-background-networking","--disable-component-update","--disable-sync"] });
for (const [name, w, h] of [["1440", 1440, 900], ["390", 390, 844]]) {
  const ctx = await b.newContext({ viewport: { width: w, height: h }, hasTouch: w < 500, isMobile: w < 500 });
  const page = await ctx.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) console.log(name, m.type(), m.text().slice(0, 300)); });
  page.on("pageerror", (e) => console.log(name, "pageerror", String(e).slice(0, 300)));
  await page.goto(base + "/");
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${out}/landing-${name}.png` });
  await page.goto(base + "/sign-up");
  await page.getByLabel("Name").fill("Asha Rao");
  await page.getByLabel("E-mail").fill(`asha${Date.now()}@example.test`);
  await page.getByLabel("Password", { exact: true }).fill("correct-horse-battery-staple-7");
  await page.screenshot({ path: `${out}/signup-${name}.png` });
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(/flow/);
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `${out}/empty-${name}.png` });
  const box = page.getByRole("textbox", { name: /Prompt|Describe/ });
  await box.fill(prompt);
  await page.getByText(/^\d+ credits?$/).last().waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${out}/priced-${name}.png` });
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${out}/running-${name}.png` });
  await page.locator("figure.media-preview img[alt^=Generated]").waitFor({ timeout: 100000 });
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${out}/result-${name}.png` });
  if (w > 500) { await page.locator("figure.media-preview").first().click(); await page.waitForTimeout(800); await page.screenshot({ path: `${out}/details-${name}.png` }); }
  await page.goto(base + "/history"); await page.waitForTimeout(1000);
  await page.screenshot({ path: `${out}/history-${name}.png` });
  await page.goto(base + "/flows"); await page.waitForTimeout(1000);
  await page.screenshot({ path: `${out}/flows-${name}.png` });
  if (w > 500) { await page.goto(base + "/api/docs"); await page.waitForTimeout(1000); await page.screenshot({ path: `${out}/docs-${name}.png` }); }
  await ctx.close();
}
await b.close();
