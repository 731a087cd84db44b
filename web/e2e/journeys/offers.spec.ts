/**
 * Offers from end to end: a trial, a code with the exact price before anything is paid, a friend, an offer for staying; and
 * what an operator sees of money: revenue, a dispute, budgets that stop. The books are checked after each step. What a
 * checkout says when a card is declined, a window closed or a confirmation missing is in money.spec.ts.
 */
import type { Page } from "@playwright/test";
import { Billing } from "../drivers/billing.ts";
import { Entrance } from "../drivers/entrance.ts";
import { expectAccessible, expectNoSidewaysScrolling } from "../harness/page-checks.ts";
import { emailFor, expect, PASSWORD } from "../harness/test.ts";
import { test } from "../harness/with-fakes.ts";

const ALWAYS = 'from = "2026-01-01", until = "2100-01-01"';
const CAMPAIGNS = [
  `{ code = "EARLY50", title = "Early bird: three months at half price", percent_off = 50, purposes = ["first_period"],
    intervals = ["monthly"], periods = 3, advertised = true, ${ALWAYS}, uses_max = 1000, uses_max_each = 1 }`,
  `{ code = "STAY300", title = "300 credits for staying", purposes = [], audience = "leaving", credits = 300, ${ALWAYS},
    uses_max = 0, uses_max_each = 1 }`,
];

test.use({
  fakeSettings: {
    MARTY_CREDITS__SIGN_UP_GRANT: "50",
    MARTY_BILLING__CAMPAIGNS: `[${CAMPAIGNS.join(", ").replaceAll("\n", " ")}]`,
    MARTY_BILLING__TRIALS: `[{ plan = "creator", days = 7, credits = 100, ${ALWAYS} }]`,
  },
});
test.describe.configure({ timeout: 300_000 });

const SOON = { timeout: 30_000 };

async function look(page: Page, path: string): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.screenshot({ path, fullPage: true });
}

async function tell(address: string, act: string, body: object = {}): Promise<void> {
  await fetch(`${address}/fake/${act}`, { method: "POST", body: JSON.stringify(body) });
}

test("a trial, a code, a friend, and an offer for staying", async ({
  page,
  consoleWatch,
  made: { url, member, admin },
}, testInfo) => {
  // A code that there is not.
  consoleWatch.expectComplaint(/status of 422/);
  const billing = new Billing(page, url);
  const shot = (name: string) => look(page, testInfo.outputPath(`${name}.png`));
  const audit = () => admin("ledger", "check");
  const dialog = page.getByRole("dialog");
  const plan = async () => (await (await page.request.get(`${url}/api/credits/balance`)).json()).plan;

  await test.step("the trial: agreed to, not charged, and cancelled before it is", async () => {
    await billing.open();
    await billing.fillAddress("US");
    await billing.open();
    await billing.choose("Creator");
    await expect(dialog.getByText("The trial brings 100 credits", { exact: false })).toBeVisible();
    await shot("trial-offered");
    await dialog.getByRole("button", { name: "Try 7 days free" }).click();
    await billing.expectCheckout();
    await billing.pay.click();
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await billing.expectStanding("All done");
    await expect.poll(plan, SOON).toBe("creator");
    expect((await member.balance()).available).toBe(150);
    await billing.open();
    await expect(page.getByText("Trial, first charge on")).toBeVisible();
    await shot("trial-card");
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await expect(dialog.getByText(/^Nothing is charged\. You keep the trial/)).toBeVisible();
    await shot("trial-cancel");
    await dialog.getByRole("button", { name: /^Cancel at/ }).click();
    await expect(page.getByText(/Ends on|is cancelled and holds/).first()).toBeVisible();
    expect(await billing.invoices()).toBe(0);
    audit();
  });

  const link = await test.step("the link for friends", async () => {
    await page.goto(`${url}/account`);
    const field = page.getByLabel("Your link");
    await expect(field).toHaveValue(/friend=/);
    await shot("friends-link");
    return field.inputValue();
  });

  await test.step("the friend comes by it", async () => {
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto(link);
    await new Entrance(page).createAccount("Ravi", emailFor(testInfo.testId), PASSWORD);
  });

  await test.step("a code: the exact price is shown before anything is paid, and a wrong one is refused", async () => {
    await billing.open();
    await billing.fillAddress("IN");
    await billing.open();
    await billing.choose("Creator");
    await dialog.getByLabel("Code").fill("nothing");
    await dialog.getByRole("button", { name: "Use code" }).click();
    await expect(dialog.getByText("There is no such code", { exact: false })).toBeVisible();
    await shot("code-refused");
    const regular = await dialog.getByRole("button", { name: /^Pay / }).textContent();
    await dialog.getByLabel("Code").fill("early50");
    await dialog.getByRole("button", { name: "Use code" }).click();
    await expect(dialog.getByText("Early bird: three months at half price")).toBeVisible();
    const pay = dialog.getByRole("button", { name: /^Pay / });
    await expect(pay).not.toHaveText(regular ?? "");
    const due = (await pay.textContent())?.replace(/^Pay /, "") ?? "";
    await shot("code-shown");
    await pay.click();
    await billing.expectCheckout();
    await billing.payInWindow();
    await billing.open();
    await expect(page.getByText(due).first()).toBeVisible();
    await expect.poll(plan, SOON).toBe("creator");
    audit();
  });

  await test.step("both sides have what the friend brings", async () => {
    const { lots } = await (await page.request.get(`${url}/api/credits/balance`)).json();
    const gift = lots.find(({ source }: { source: string }) => source === "bonus");
    expect(gift).toMatchObject({ credits: 200 });
  });

  await test.step("who cancels is offered credits for staying, once", async () => {
    const balance = async () =>
      (await (await page.request.get(`${url}/api/credits/balance`)).json()).available as number;
    const before = await balance();
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    const stay = dialog.getByRole("button", { name: "Stay for 300 credits" });
    await expect(stay).toBeVisible();
    await shot("cancel-with-offer");
    await stay.click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(balance, SOON).toBe(before + 300);
    await page.reload();
    await page.getByRole("button", { name: "Cancel subscription" }).click();
    await expect(dialog.getByRole("button", { name: "Keep it" })).toBeVisible();
    await expect(stay).toHaveCount(0);
    await dialog.getByRole("button", { name: "Keep it" }).click();
    audit();
  });
});

test("budgets stop before anything is held, a bank takes a payment back, and the operator sees both", async ({
  page,
  consoleWatch,
  made: { url, member, admin, makeAdmin, fake },
}, testInfo) => {
  consoleWatch.expectComplaint(/status of 402/);
  const billing = new Billing(page, url);
  const shot = (name: string) => look(page, testInfo.outputPath(`${name}.png`));
  const audit = () => admin("ledger", "check");
  await billing.open();
  await billing.fillAddress("IN");
  await billing.buy(500);
  await billing.payInWindow();

  await test.step("budgets: set, listed, reached, taken away", async () => {
    await billing.open();
    const set = async (whose: string, credits: string) => {
      await page.getByText(whose, { exact: true }).click();
      await page.getByLabel("Credits a month").fill(credits);
      await page.getByRole("button", { name: /^(Set|Change) budget$/ }).click();
    };
    await set("Workspace", "400");
    await expect(page.getByText("0 of 400 used")).toBeVisible();
    await set("My own", "0");
    await expect(page.getByText("0 of 0 used")).toBeVisible();
    await expect(page.getByText(/^Reached\./)).toBeVisible();
    await shot("budgets");
    const refused = await member.tryToOrder("A heron that costs too much");
    expect(refused.status()).toBe(402);
    expect(await refused.json()).toMatchObject({ code: "budget_reached", scope: "member" });
    await page.getByRole("button", { name: "Remove the budget: Your own" }).click();
    await expect(page.getByText("0 of 0 used")).toHaveCount(0);
  });

  await test.step("a dispute: credits set aside, told, lost", async () => {
    await tell(fake("Razorpay"), "dispute");
    await expect.poll(async () => (await member.balance()).held, SOON).toBe(500);
    await billing.open();
    await expect(page.getByText("Your bank disputes a payment").first()).toBeVisible();
    await shot("dispute-told");
    audit();
  });

  await test.step("the operator's pages", async () => {
    const operator = emailFor(testInfo.testId);
    makeAdmin(operator);
    await page.context().clearCookies();
    const data = { email: operator, password: PASSWORD };
    expect(await page.request.post(`${url}/api/auth/sign-in`, { data })).toBeOK();
    await page.goto(`${url}/admin/payments`);
    await expect(page.getByText("500 credits of the payment are set aside.", { exact: false })).toBeVisible();
    await shot("disputes-open");
    await tell(fake("Razorpay"), "decide", { status: "lost" });
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Lost", { exact: true })).toBeVisible({ timeout: 2_000 });
    }).toPass(SOON);
    await shot("disputes-lost");
    await page.goto(`${url}/admin/revenue`);
    await expect(page.getByRole("heading", { name: "Revenue" }).first()).toBeAttached();
    await page.waitForLoadState("networkidle");
    await shot("revenue");
    audit();
  });
});
