import { expect, test } from "vitest";
import type { PaymentMethod, PlanPrice, Subscription } from "../../api/billing-types.ts";
import { planBuys, planPoints, shortAmount } from "./plan-words.ts";
import { methodWords, statusSentence } from "./subscription-words.ts";

test("whole amounts lose their zeros, others keep them", () => {
  expect(["₹1,499.00", "$17.99", "₹0.80"].map(shortAmount)).toEqual(["₹1,499", "$17.99", "₹0.80"]);
});

test("a plan says how many run at once, or that fair use decides", () => {
  const plan = { id: "studio", concurrency: null, retentionDays: 90 } as PlanPrice;
  expect(planPoints(plan)).toContain("Unlimited runs, fair use");
  expect(planPoints({ ...plan, id: "free", concurrency: 1 })).toContain("1 run at a time");
  expect(planBuys(500)).toBe("about 500 pictures, or 25 short videos");
});

test("a subscription that was cancelled says when it ends, others how they stand", () => {
  const one = { status: "active", cancels: null, periodEnd: 1_797_897_600_000 } as Subscription;
  expect(statusSentence(one)).toBe("Paid");
  expect(statusSentence({ ...one, cancels: "at_period_end" })).toBe("Ends on 22 Dec 2026");
  expect(statusSentence({ ...one, status: "past_due" })).toBe("A charge failed, tried again");
});

test("a card is named by its brand and last digits, an account by its address", () => {
  const card = {
    kind: "card",
    brand: "visa",
    last4: "4242",
    expires: "11/2030",
    account: null,
  } as PaymentMethod;
  expect(methodWords(card)).toEqual({ title: "Visa ending in 4242", detail: "Expires 11/2030" });
  expect(methodWords({ ...card, brand: "Diners", last4: null, expires: null })).toEqual({
    title: "Diners",
    detail: null,
  });
  const upi = { ...card, kind: "upi", brand: null, last4: null, expires: null, account: "asha@bank" };
  expect(methodWords(upi)).toEqual({ title: "UPI", detail: "asha@bank" });
});
