/** What is paid: plans, packs, subscriptions, invoices, and what payment services announce. */
import type { Narrowed, Plan, Schemas, Sent } from "./types.ts";

/** Name and address on invoices. */
export type BillingProfile = Schemas["Profile"];

/** Every plan and pack with its price. */
export type PriceList = Sent<Schemas["PriceListView"]>;
export type PlanPrice = PriceList["plans"][number];

export type PaymentStatus = "open" | "authorised" | "paid" | "failed" | "partly_refunded" | "refunded";
/** How something is paid or agreed to. */
export type Checkout = Narrowed<Schemas["CheckoutView"], { kind: "window" | "redirect" }>;
export type Payment = Narrowed<Schemas["PaymentView"], { status: PaymentStatus; checkout: Checkout | null }>;

export type Interval = "monthly" | "annual";
export type Subscription = Narrowed<
  Schemas["SubscriptionView"],
  {
    plan: Plan;
    coveredPlan: Plan | null;
    interval: Interval;
    status:
      | "pending"
      | "authorised"
      | "active"
      | "past_due"
      | "halted"
      | "paused"
      | "cancelled"
      | "completed"
      | "expired";
    cancels: "at_once" | "at_period_end" | null;
    checkout: Checkout | null;
  }
>;
/** A payment that a customer's bank takes issue with. */
export type Dispute = Narrowed<
  Schemas["DisputeView"],
  { status: "inquiry" | "open" | "won" | "lost" | "closed" }
>;
/** What the subscription is paid with, as the payment service says. */
export type StoredMethod = Sent<Schemas["StoredMethodView"]>;
export type PaymentMethod = NonNullable<StoredMethod["method"]>;
export type Portal = { url: string | null; next: Subscription | null };
export type Subscriptions = { current: Subscription | null; next: Subscription | null };
export type PlanChange = Narrowed<Schemas["ChangeView"], { when: "now" | "period_end"; interval: Interval }>;
export type PlanChanged = { payment: Payment | null; next: Subscription | null };
export type Invoice = Narrowed<Schemas["InvoiceView"], { kind: "invoice" | "credit_note" }>;
/** Something a payment service announced, for administrators. */
export type WebhookEvent = Narrowed<
  Schemas["WebhookEventView"],
  { status: "stored" | "done" | "ignored" | "parked" }
>;
