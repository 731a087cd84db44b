import { describe, expect, test } from "vitest";
import type { Payment } from "../../api/billing-types.ts";
import { ofPayment, standing, type Thing, type Try } from "./checkout-state.ts";

const OPEN: Thing = {
  id: "pmt_1",
  title: "500 credits",
  figure: "₹399.00",
  checkout: { kind: "window", gateway: "razorpay" } as Thing["checkout"],
  done: null,
  onItsWay: false,
  failure: null,
};

describe("where a checkout stands", () => {
  const cases: [string, Partial<Thing>, Try, string][] = [
    ["nothing was tried", {}, "none", "ready"],
    ["an earlier try failed", { failure: "The bank refused it." }, "none", "refused"],
    ["a new try counts more than an earlier failure", { failure: "no" }, "opened", "opened"],
    ["the window was closed", {}, "closed", "closed"],
    ["the window says paid, the server does not know yet", {}, "confirming", "confirming"],
    ["the server knows before the page does", { done: "Paid." }, "closed", "done"],
    ["a slow bank", { onItsWay: true }, "confirming", "on_its_way"],
    ["the page of the payment service expired", { checkout: null, failure: "no" }, "none", "over"],
  ];
  test.each(cases)("%s", (_, change, last, expected) => {
    expect(standing({ ...OPEN, ...change }, last)).toBe(expected);
  });

  test("a failure is told only while the payment stands failed", () => {
    const payment = {
      id: "pmt_1",
      description: "500 credits",
      amount: { text: "₹399.00" },
      credits: 500,
      status: "paid",
      failure: "The bank refused it.",
      checkout: null,
    } as Payment;
    expect(ofPayment(payment).failure).toBeNull();
    expect(ofPayment(payment).done).toContain("500 credits are in your balance");
    expect(ofPayment({ ...payment, status: "failed" }).failure).toBe("The bank refused it.");
  });
});
