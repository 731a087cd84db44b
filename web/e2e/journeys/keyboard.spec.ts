/** The whole story without a pointer. */
import { Chat } from "../drivers/chat.ts";
import { lookAt } from "../harness/picture.ts";
import { answerSaveDialog } from "../harness/save-dialog.ts";
import { emailFor, expect, PASSWORD, test } from "../harness/test.ts";

test("sign up, send and download with the keyboard alone", async ({ page }, testInfo) => {
  const keyboard = page.keyboard;
  await answerSaveDialog(page);
  await page.goto("/sign-up");
  await tabTo("Name");
  await keyboard.type("Grace");
  await keyboard.press("Tab");
  await keyboard.type(emailFor(testInfo.testId));
  await tabTo("Password");
  await keyboard.type(PASSWORD);
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/flow\/producer-agent-beta/);

  const chat = new Chat(page);
  await expect(chat.prompt, "the words have the focus on arrival").toBeFocused();
  await keyboard.type("A meadow with a windmill");
  await chat.price();
  await keyboard.press("Enter");
  await chat.expectPictures(1);

  await tabTo("Download");
  await keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => window.savedFile?.name)).toMatch(/\.png$/);
  const saved = await page.evaluate(() => [...(window.savedFile?.bytes ?? [])]);
  expect(lookAt(Buffer.from(saved)).width).toBeGreaterThan(0);

  /** Presses Tab until what has the focus carries a name; the focus must be visible on the way. */
  async function tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses += 1) {
      await keyboard.press("Tab");
      const here = await page.evaluate(() => {
        const element = document.activeElement;
        const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
        return element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
      });
      if (here.trim().startsWith(name)) return;
    }
    throw new Error(`${name} cannot be reached with the Tab key.`);
  }
});
