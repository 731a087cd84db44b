/** Getting in and out, in the words a person would use. */
import { expect, type Page } from "@playwright/test";

export class Entrance {
  constructor(private readonly page: Page) {}

  async signUp(name: string, email: string, password: string): Promise<void> {
    await this.page.goto("/sign-up");
    await this.createAccount(name, email, password);
  }

  /** On the page for it, however it was reached. */
  async createAccount(name: string, email: string, password: string): Promise<void> {
    await this.page.getByLabel("Name").fill(name);
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await this.arrived();
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.goto("/sign-in");
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: /Account of / }).click();
    await this.page.getByRole("menuitem", { name: "Sign out" }).click();
  }

  async arrived(): Promise<void> {
    await expect(this.page).toHaveURL(/\/flow\/producer-agent-beta/);
  }
}
