/** What every page must fulfil, whatever it shows. */
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** No violation of any rule axe knows, text contrast among them. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  );
  expect(found, "axe").toEqual([]);
}

/** Nothing sticks out at the side. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  // The window's own width grows with the content on telephones, so it cannot be the measure.
  const content = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(content, "width of the content").toBeLessThanOrEqual(width);
  // A plane that scrolls downwards would also scroll sideways, unseen by the window around it.
  const planes = await page
    .locator("main, [aria-label='Conversation']")
    .evaluateAll((elements) =>
      elements
        .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
        .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    );
  expect(Math.max(0, ...planes), "what a plane has beyond its width").toBeLessThanOrEqual(1);
}
