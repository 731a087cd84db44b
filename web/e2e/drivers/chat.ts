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

  async download(): Promise<Buffer> {
    await this.pictures.last().hover();
    const arriving = this.page.waitForEvent("download");
    await this.page
      .getByRole("button", { name: "Download" })
      .or(this.page.getByRole("link", { name: "Download" }))
      .last()
      .click();
    return readFile(await (await arriving).path());
  }

  get cancel(): Locator {
    return this.page.getByRole("main").getByRole("button", { name: "Cancel", exact: true });
  }
}

function toNumber(text: string | null): number {
  return Number(/[\d,]+/.exec(text ?? "")?.[0].replaceAll(",", ""));
}
