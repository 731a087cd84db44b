/**
 * Money from end to end: the credits run out, a pack, a plan, a dearer plan, a renewal that fails and recovers, the end,
 * and the invoices of all of it. The books are checked after each step.
 */
import type { Page } from "@playwright/test";
import { Billing } from "../drivers/billing.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { expect } from "../harness/test.ts";
import { test } from "../harness/with-fakes.ts";

test.use({ fakeSettings: { MARTY_CREDITS__SIGN_UP_GRANT: "50" } });
test.describe.configure({ timeout: 300_000 });

const SOON = { timeout: 30_000 };

async function look(page: Page, path: string): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path, fullPage: true });
}

/** What the bank does at the next charge of the newest subscription. */
async function charge(address: string, succeeds: boolean): Promise<void> {
  await fetch(`${address}/fake/charge`, { method: "POST", body: JSON.stringify({ succeeds }) });
}

test("rupees: out of credits, a pack, a plan, a dearer one, a failed renewal, recovery, the end", async ({
  page,
  consoleWatch,
  made: { url, member, chat, admin, fake },
}, testInfo) => {
  consoleWatch.expectComplaint(/status of 402/);
  const billing = new Billing(page, url);
  const shot = (name: string) => look(page, testInfo.outputPath(`${name}.png`));
  const audit = () => admin("ledger", "check");
  const plan = async () => (await (await page.request.get(`${url}/api/credits/balance`)).json()).plan;

  await test.step("fifty credits, and then none", async () => {
    expect((await member.balance()).available).toBe(50);
    await member.spendAll();
    await page.goto(`${url}/flow/producer-agent-beta`);
    await chat.say("A heron in the reeds, then animate it");
    await expect(page.getByRole("link", { name: "Get credits" })).toBeVisible(SOON);
    await expect(chat.send).toBeDisabled();
    await shot("out-of-credits");
    await page.getByRole("link", { name: "Get credits" }).click();
    await expect(page).toHaveURL(/\/billing/);
    audit();
  });

  const before = await test.step("a pack", async () => {
    await billing.open();
    await shot("billing-empty");
    await billing.fillAddress("IN");
    await expect.poll(async () => (await member.balance()).held, { timeout: 90_000 }).toBe(0);
    const { available } = await member.balance();
    await billing.buy(500);
    await shot("checkout-ready");
    await billing.pay.click();
    await billing.window("Let the bank refuse").click();
    await billing.window("Close").click();
    await billing.expectStanding("That try did not go through");
    await page.reload();
    await billing.expectStanding("That try did not go through");
    await shot("checkout-refused");
    await billing.payInWindow();
    await shot("checkout-done");
    expect((await member.balance()).available).toBe(available + 500);
    audit();
    // The words wait where they were left.
    await page.goto(`${url}/flow/producer-agent-beta`);
    await expect(chat.prompt).toHaveValue("A heron in the reeds, then animate it");
    await expect(chat.send).toBeEnabled(SOON);
    return available + 500;
  });

  await test.step("a plan", async () => {
    await billing.open();
    await billing.subscribe("Starter");
    await billing.payInWindow();
    expect(await plan()).toBe("starter");
    expect((await member.balance()).available).toBe(before + 500);
    await billing.open();
    await expect(page.getByText("success@razorpay")).toBeVisible();
    await shot("billing-subscribed");
    audit();
  });

  await test.step("a dearer plan, its difference shown before it is paid", async () => {
    const preview = await (await page.request.get(`${url}/api/payments/preview-change?plan=creator`)).json();
    await billing.choose("Creator");
    const dialog = page.getByRole("dialog");
    for (const figure of [
      preview.cost.text,
      `−${preview.unused.text}`,
      preview.due.text,
      preview.then.text,
    ]) {
      await expect(dialog.getByText(figure, { exact: true }).first()).toBeVisible();
    }
    await shot("change-shown");
    await dialog.getByRole("button", { name: `Pay ${preview.due.text} now` }).click();
    await billing.expectCheckout();
    await billing.payInWindow();
    expect(await plan()).toBe("creator");
    await billing.open();
    await page.getByRole("button", { name: "Agree to the charge" }).click();
    await billing.expectCheckout();
    await billing.payInWindow();
    audit();
  });

  await test.step("a renewal fails, and recovers", async () => {
    await charge(fake("Razorpay"), false);
    await billing.open();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("The last charge did not go through")).toBeVisible({ timeout: 2_000 });
    }).toPass(SOON);
    await expect(page.getByText(/your plan stays for 7 more days/)).toBeVisible();
    await shot("billing-past-due");
    expect(await plan()).toBe("creator");
    audit();
    await charge(fake("Razorpay"), true);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Paid", { exact: true }).first()).toBeVisible({ timeout: 2_000 });
    }).toPass(SOON);
    await expect(page.getByText("The last charge did not go through")).toHaveCount(0);
    audit();
  });

  await test.step("the end, and the invoices", async () => {
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Cancel at/ })
      .click();
    await expect(page.getByText(/^Ends on/)).toBeVisible();
    await shot("billing-cancelled");
    expect(await plan()).toBe("creator");
    // A pack, a period, a difference, a renewal.
    await expect.poll(() => billing.invoices()).toBe(4);
    const pdf = (await billing.downloadInvoice()).toString("latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    expect(pdf.trimEnd().endsWith("%%EOF")).toBe(true);
    audit();
  });
});

test("dollars: a pack, a plan and another card, on the pages of the payment service", async ({
  page,
  made: { url, member, admin },
}, testInfo) => {
  const billing = new Billing(page, url);
  const shot = (name: string) => look(page, testInfo.outputPath(`${name}.png`));
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await billing.open();
  await billing.fillAddress("US");
  await billing.open();
  await billing.buy(500);
  await billing.pay.click();
  await expect(page).toHaveURL(/\/c\/pay\//);
  await button("Close").click();
  await billing.expectStanding("Nothing was paid");
  await billing.pay.click();
  await button("Let the bank refuse").click();
  await expect(page.getByRole("alert")).toContainText("declined");
  await button("Pay").click();
  await billing.expectStanding("All done");
  await shot("dollars-done");
  expect((await member.balance()).available).toBe(550);
  admin("ledger", "check");

  await billing.open();
  await billing.subscribe("Starter");
  await billing.pay.click();
  await button("Pay").click();
  await billing.expectStanding("All done");
  await billing.open();
  await expect(page.getByText("Visa ending in 4242")).toBeVisible();
  await shot("dollars-subscribed");
  await button("Manage at Stripe").click();
  await button("Use another card").click();
  await page.getByRole("link", { name: "Return" }).click();
  await expect(page.getByText("Mastercard ending in 4444")).toBeVisible();

  await billing.choose("Creator");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Pay .* now$/ })
    .click();
  await billing.expectCheckout();
  await billing.pay.click();
  await button("Pay").click();
  await billing.expectStanding("All done");
  await billing.open();
  await expect(page.getByText("needs your agreement")).toHaveCount(0);
  await expect.poll(() => billing.invoices()).toBe(3);
  admin("ledger", "check");
});

test("a slow bank, no connection, no confirmation yet, and no payment at all", async ({
  page,
  consoleWatch,
  made: { url },
}, testInfo) => {
  consoleWatch.expectComplaint(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 404/);
  const billing = new Billing(page, url);
  const shot = (name: string) => look(page, testInfo.outputPath(`${name}.png`));
  await page.goto(`${url}/pricing`);
  await page.getByLabel("Code").fill("launch25");
  await shot("pricing");
  await billing.open();
  await billing.fillAddress("US");
  await billing.open();
  await billing.buy(100);
  await page.context().setOffline(true);
  await billing.expectStanding("You are offline");
  await shot("checkout-offline");
  await page.context().setOffline(false);
  await billing.pay.click();
  await page.getByRole("button", { name: "Pay with a slow method" }).click();
  await billing.expectStanding("Your bank said yes, the money is on its way");
  await shot("checkout-on-its-way");
  await billing.open();
  await billing.fillAddress("IN");
  await billing.buy(100);
  // The window says paid, and the server cannot be asked.
  await page.route(/\/api\/payments\/(confirm|pmt_)/, (route) => route.abort());
  await billing.pay.click();
  await billing.window("Pay with UPI").click();
  await billing.expectStanding("Waiting for the payment service to confirm");
  await shot("checkout-confirming");
  await page.unroute(/\/api\/payments\/(confirm|pmt_)/);
  await billing.expectStanding("All done");
  await page.goto(`${url}/checkout?id=nothing`);
  await expect(page.getByText("There is nothing to pay here any more.")).toBeVisible();
  await shot("checkout-nothing");
});
