/** The chat: say what you want, see the price, send, look at what came. */
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

/** Longer than any picture takes, even drawn by a development build beside other tests. */
export const PICTURE_TAKES_AT_MOST_MS = 45_000;

export class Chat {
  constructor(readonly page: Page) {}

  async open(flowId = "producer-agent-beta"): Promise<void> {
    await this.page.goto(`/flow/${flowId}`);
    await expect(this.prompt).toBeVisible();
  }

  get prompt(): Locator {
    return this.page.getByRole("textbox", { name: "Prompt" });
  }

  get send(): Locator {
    return this.page.getByRole("button", { name: "Send", exact: true });
  }

  get pictures(): Locator {
    return this.page.locator(".media-preview").getByRole("img", { name: /^Generated/ });
  }

  get balanceLink(): Locator {
    return this.page.getByRole("banner").getByRole("link", { name: /credit/ });
  }

  async say(words: string): Promise<void> {
    await this.prompt.fill(words);
  }

  /** The price that stands beside Send, once it does. */
  async price(): Promise<number> {
    const chip = this.page.getByRole("form").getByRole("button", { name: /^[\d,]+ credits?$/ });
    return toNumber(await chip.textContent());
  }

  async sendIt(): Promise<void> {
    await expect(this.send).toBeEnabled();
    await this.send.click();
  }

  async balance(): Promise<number> {
    // Before it is known there is a word and no figure.
    await expect(this.balanceLink).toHaveText(/\d/);
    return toNumber(await this.balanceLink.textContent());
  }

  async expectBalance(credits: number): Promise<void> {
    await expect(this.balanceLink).toHaveText(new RegExp(`^${credits.toLocaleString("en-GB")} credits?$`));
  }

  /** Waits until a number of finished pictures can be seen, each of them loaded. */
  async expectPictures(count: number): Promise<void> {
    await expect(this.pictures).toHaveCount(count, { timeout: PICTURE_TAKES_AT_MOST_MS });
    const loaded = () =>
      this.pictures.evaluateAll((images) =>
        images.every(
          (image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0,
        ),
      );
    await expect.poll(loaded).toBe(true);
  }

  /** The button on the newest picture; with a pointer it shows while the pointer is over the picture. */
  get downloadButton(): Locator {
    return this.page.locator(".media-preview").last().getByRole("button", { name: "Download" });
  }

  /** Saves the newest picture. */
  async download(): Promise<Buffer> {
    const arriving = this.page.waitForEvent("download");
    await this.pictures.last().hover();
    await this.downloadButton.click();
    return readFile(await (await arriving).path());
  }

  /** Holds a finger on something until something else appears. */
  async pressLong(target: Locator, until: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error("What is to be pressed cannot be seen.");
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    const browser = await this.page.context().newCDPSession(this.page);
    await browser.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await expect(until).toBeVisible();
    await browser.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  get cancel(): Locator {
    return this.page.getByRole("main").getByRole("button", { name: "Cancel", exact: true });
  }
}

function toNumber(text: string | null): number {
  return Number(/[\d,]+/.exec(text ?? "")?.[0].replaceAll(",", ""));
}
