/**
 * Draws the PNG icons that older phones ask for from our own mark, `public/icon.svg`. Run it after the mark changed
 * (`npm run icons`); the files are committed. A browser draws them (CHROMIUM_PATH), so no other tool is needed.
 */
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const PUBLIC = new URL("../public/", import.meta.url);

/** File name and edge in pixels. */
const ICONS = { "icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180 };

const mark = readFileSync(new URL("icon.svg", PUBLIC), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
for (const [name, edge] of Object.entries(ICONS)) {
  const page = await browser.newPage({ viewport: { width: edge, height: edge } });
  const data = `data:image/svg+xml;base64,${Buffer.from(mark).toString("base64")}`;
  await page.setContent(
    `<body style="margin:0"><img src="${data}" width="${edge}" height="${edge}" style="display:block">`,
  );
  await page.locator("img").evaluate((image) => image.decode());
  await page.screenshot({ path: new URL(name, PUBLIC).pathname });
  await page.close();
}
await browser.close();
