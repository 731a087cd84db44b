/** The plane a conversation scrolls on: where it stands, and what is in it. */
import { expect, type Locator, type Page } from "@playwright/test";

/** A turn at the upper edge of the plane: which one, and how far below the edge it begins, in pixels. */
export type Place = { turn: string; top: number };

export class Thread {
  constructor(private readonly page: Page) {}

  get plane(): Locator {
    return this.page.getByRole("region", { name: "Conversation" });
  }

  get turns(): Locator {
    return this.plane.getByRole("article");
  }

  get jumpToNewest(): Locator {
    return this.page.getByRole("button", { name: "Jump to newest" });
  }

  /** How many pixels the end is below the plane. */
  fromEnd(): Promise<number> {
    return this.plane.evaluate((plane) => plane.scrollHeight - plane.scrollTop - plane.clientHeight);
  }

  async expectAtEnd(): Promise<void> {
    await expect.poll(async () => Math.round(await this.fromEnd())).toBeLessThanOrEqual(1);
  }

  /** Scrolls by so much at once, as the keyboard and the scroll bar do, and waits until the page has noticed. */
  async scrollBy(pixels: number): Promise<void> {
    await this.plane.evaluate(async (plane, by) => {
      const frame = () => new Promise(requestAnimationFrame);
      plane.scrollBy({ top: by, behavior: "instant" });
      // Its event comes with the next frame.
      await frame();
      await frame();
    }, pixels);
  }

  /** What is being read. */
  place(): Promise<Place> {
    return this.plane.evaluate((plane) => {
      const edge = plane.getBoundingClientRect().top;
      const turns = [...plane.querySelectorAll("[data-turn]")];
      const turn = turns.find((element) => element.getBoundingClientRect().bottom > edge);
      if (!turn) throw new Error("Nothing can be seen.");
      return {
        turn: turn.getAttribute("data-turn") ?? "",
        top: turn.getBoundingClientRect().top - edge,
      };
    });
  }

  /** How far, in pixels, what was being read has moved on the screen since. */
  async movedSince(before: Place): Promise<number> {
    const now = await this.plane.evaluate((plane, name) => {
      const turn = plane.querySelector(`[data-turn="${name}"]`);
      if (!turn) throw new Error("What was being read is gone.");
      return turn.getBoundingClientRect().top - plane.getBoundingClientRect().top;
    }, before.turn);
    return Math.abs(now - before.top);
  }

  /** From now on remembers the farthest the end was ever out of sight, after each frame was painted. */
  async watchEnd(): Promise<void> {
    await this.plane.evaluate((plane) => {
      window.farthestFromEnd = 0;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const distance = plane.scrollHeight - plane.scrollTop - plane.clientHeight;
        window.farthestFromEnd = Math.max(window.farthestFromEnd ?? 0, distance);
        if (plane.isConnected) requestAnimationFrame(() => port2.postMessage(null));
      };
      requestAnimationFrame(() => port2.postMessage(null));
    });
  }

  farthestFromEnd(): Promise<number | undefined> {
    return this.page.evaluate(() => window.farthestFromEnd);
  }

  /** The words of every turn, from the top. */
  words(): Promise<string[]> {
    return this.turns.locator("> :first-child").allTextContents();
  }
}

declare global {
  interface Window {
    farthestFromEnd?: number;
  }
}
