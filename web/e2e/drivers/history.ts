/** Every conversation, newest first. */
import { expect, type Locator, type Page } from "@playwright/test";

export class History {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/history");
    await expect(this.page.getByRole("heading", { name: "History" })).toBeVisible();
  }

  conversation(title: string): Locator {
    return this.page.getByRole("main").getByRole("listitem").filter({ hasText: title });
  }

  async rename(title: string, to: string): Promise<void> {
    await this.choose(title, "Rename");
    const field = this.page.getByRole("textbox", { name: "Title" });
    await field.fill(to);
    await field.press("Enter");
  }

  async delete(title: string): Promise<void> {
    await this.choose(title, "Delete");
  }

  async undo(): Promise<void> {
    await this.page.getByRole("button", { name: "Undo" }).click();
  }

  private async choose(title: string, action: string): Promise<void> {
    const row = this.conversation(title);
    await row.hover();
    await row.getByRole("button", { name: /^(More|Actions)/ }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }
}
