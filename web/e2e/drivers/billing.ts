/** Billing: the address, packs, plans, the checkout at either payment service, invoices. */
import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

/** A bank, an announcement and a look of the server lie in between. */
const TAKES_AT_MOST = { timeout: 30_000 };

export class Billing {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`${this.url}/billing`);
    await expect(this.card("Paid with")).toBeVisible();
  }

  card(title: string): Locator {
    return this.page
      .locator("section, article, div")
      .filter({ has: this.page.getByRole("heading", { name: title, exact: true }) })
      .last();
  }

  /** Somebody from Karnataka, or from elsewhere. */
  async fillAddress(country: "IN" | "US"): Promise<void> {
    const field = (label: string) => this.page.getByLabel(label);
    await field("Name or business").fill("Asha Rao");
    await field("Street and house").fill("12 MG Road");
    await field("City").fill("Bengaluru");
    await field("PIN code").fill("560001");
    await field("Country, two letters").fill(country);
    if (country === "IN") await field("State").selectOption({ label: "Karnataka" });
    await this.page.getByRole("button", { name: "Save address" }).click();
    await expect(this.page.getByText("Your billing address is saved")).toBeVisible();
  }

  async buy(credits: number): Promise<void> {
    const words = credits.toLocaleString("en-IN");
    await this.page.getByRole("button", { name: new RegExp(`^Buy ${words} credits for`) }).click();
    await this.confirmPrice();
    await this.expectCheckout();
  }

  /** What is about to be bought and exactly what is paid for it. */
  async confirmPrice(): Promise<void> {
    await this.page.getByRole("dialog").getByRole("button", { name: /^Pay / }).click();
  }

  /** A plan for who has none. */
  async subscribe(plan: string): Promise<void> {
    await this.choose(plan);
    await this.confirmPrice();
    await this.expectCheckout();
  }

  async choose(plan: string): Promise<void> {
    await this.page.getByRole("button", { name: /^(Choose a plan|Change plan)$/ }).click();
    await this.page.getByRole("button", { name: `Choose ${plan}` }).click();
  }

  async expectCheckout(): Promise<void> {
    await expect(this.page).toHaveURL(/\/checkout\?id=/);
    await expect(this.pay).toBeVisible();
  }

  get pay(): Locator {
    return this.page.getByRole("button", { name: /^(Pay|Try again)/ });
  }

  /** A button of the window of the stand-in. */
  window(name: string): Locator {
    return this.page.getByRole("dialog", { name: "Razorpay (stand-in)" }).getByRole("button", { name });
  }

  async expectStanding(title: string): Promise<void> {
    await expect(this.page.getByRole("main").last().getByText(title, { exact: true })).toBeVisible(
      TAKES_AT_MOST,
    );
  }

  /** Pays in the window, to the end. */
  async payInWindow(): Promise<void> {
    await this.pay.click();
    await this.window("Pay with UPI").click();
    await this.expectStanding("All done");
  }

  async invoices(): Promise<number> {
    return this.page.locator("a[download][href*='/invoices/']").count();
  }

  /** Saves the newest invoice. */
  async downloadInvoice(): Promise<Buffer> {
    const arriving = this.page.waitForEvent("download");
    await this.page.locator("a[download][href*='/invoices/']").first().click();
    return readFile(await (await arriving).path());
  }
}
