// Drives the fake of Stripe with the vendor's own client, and checks signatures in both directions.
//
//   node stripe.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import Stripe from "stripe";

const [address, scenario, argument] = process.argv.slice(2);
const told = argument ? JSON.parse(argument) : {};
const { hostname, port } = new URL(address);
const client = (key = "sk_test_fake000000000001") =>
  new Stripe(key, { host: hostname, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
const stripe = client();
const HOUR = 3600;

async function refused(promise, status, type, text) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.statusCode, status);
    assert.equal(error.type, type);
    assert.match(error.message, text);
    return true;
  });
}

const once = (amount) => ({
  quantity: 1,
  price_data: { currency: "usd", unit_amount: amount, product_data: { name: "500 credits" } },
});

// Customers, products, prices, sessions: made, read and listed.
async function makes() {
  const customer = await stripe.customers.create({ email: "asha@example.test", metadata: { a: "b" } });
  assert.equal((await stripe.customers.retrieve(customer.id)).metadata.a, "b");
  const product = await stripe.products.create({ name: "Creator" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 1799,
    recurring: { interval: "month" },
  });
  assert.deepEqual([price.recurring.interval, price.unit_amount], ["month", 1799]);
  const expanded = await stripe.prices.retrieve(price.id, { expand: ["product"] });
  assert.equal(expanded.product.name, "Creator");
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "http://localhost/billing",
    line_items: [once(499)],
  });
  assert.deepEqual([session.status, session.payment_status, session.amount_total], ["open", "unpaid", 499]);
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).url, session.url);
  assert.equal((await stripe.checkout.sessions.expire(session.id)).status, "expired");
  await refused(stripe.checkout.sessions.expire(session.id), 400, "StripeInvalidRequestError", /status of `expired`/);
  const intent = await stripe.paymentIntents.create({ amount: 499, currency: "usd" });
  assert.equal((await stripe.paymentIntents.cancel(intent.id)).status, "canceled");
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: "http://localhost" });
  assert.match(portal.url, /^http/);
  assert.ok((await stripe.events.list({ type: "checkout.session.expired" })).data.length >= 1);
}

// What Stripe does not take.
async function refusals() {
  const session = (more, line = once(499)) =>
    stripe.checkout.sessions.create({ mode: "payment", success_url: "http://localhost", line_items: [line], ...more });
  await refused(session({ payment_method_types: ["card"] }), 400, "StripeInvalidRequestError", /unknown parameter/);
  await refused(session({}, once(10)), 400, "StripeInvalidRequestError", /at least/);
  await refused(session({ mode: "subscription" }), 400, "StripeInvalidRequestError", /recurring/);
  await refused(stripe.prices.retrieve("price_nothing"), 404, "StripeInvalidRequestError", /No such price/);
  await refused(stripe.subscriptions.cancel("sub_nothing"), 404, "StripeInvalidRequestError", /No such subscription/);
  await refused(client("sk_test_wrong").prices.retrieve("x"), 401, "StripeAuthenticationError", /Invalid API Key/);
}

// A key answers again what it answered first, and refuses another request.
async function keys() {
  const make = (amount, idempotencyKey) =>
    stripe.paymentIntents.create({ amount, currency: "usd" }, { idempotencyKey });
  const first = await make(500, "k1");
  assert.equal((await make(500, "k1")).id, first.id);
  assert.notEqual((await make(500, "k2")).id, first.id);
  await refused(make(600, "k1"), 400, "StripeIdempotencyError", /same parameters/);
}

// A session was paid in the fake: told.session, told.intent, told.amount.
async function paid() {
  const session = await stripe.checkout.sessions.retrieve(told.session, { expand: ["payment_intent"] });
  assert.deepEqual([session.status, session.payment_status], ["complete", "paid"]);
  assert.deepEqual([session.payment_intent.id, session.payment_intent.amount], [told.intent, told.amount]);
  const part = await stripe.refunds.create({ payment_intent: told.intent, amount: 100 });
  assert.deepEqual([part.status, part.amount], ["succeeded", 100]);
  const charge = await stripe.charges.retrieve(part.charge);
  assert.deepEqual([charge.amount_refunded, charge.refunded], [100, false]);
  const more = stripe.refunds.create({ payment_intent: told.intent, amount: told.amount });
  await refused(more, 400, "StripeInvalidRequestError", /greater than/);
}

// A payment is disputed in the fake: told.dispute, told.intent, told.amount. Closing gives it up.
async function disputed() {
  const dispute = await stripe.disputes.retrieve(told.dispute, { expand: ["charge"] });
  assert.deepEqual([dispute.object, dispute.status, dispute.amount], ["dispute", "needs_response", told.amount]);
  assert.deepEqual([dispute.payment_intent, dispute.charge.payment_intent], [told.intent, told.intent]);
  assert.ok(dispute.evidence_details.due_by > dispute.created);
  assert.equal((await stripe.disputes.list({ payment_intent: told.intent })).data[0].id, told.dispute);
  assert.equal((await stripe.disputes.list({ limit: 100 })).data[0].id, told.dispute);
  assert.deepEqual((await stripe.disputes.list({ limit: 100, starting_after: told.dispute })).data, []);
  const unknown = stripe.disputes.list({ starting_after: "dp_nothing" });
  await refused(unknown, 404, "StripeInvalidRequestError", /No such dispute/);
  assert.equal((await stripe.disputes.close(told.dispute)).status, "lost");
  await refused(stripe.disputes.close(told.dispute), 400, "StripeInvalidRequestError", /already closed/);
  await refused(stripe.disputes.retrieve("dp_nothing"), 404, "StripeInvalidRequestError", /No such dispute/);
}

// A subscription was begun in the fake: told.subscription, told.price (another one, twice as dear).
async function subscribed() {
  const expand = ["default_payment_method"];
  const subscription = await stripe.subscriptions.retrieve(told.subscription, { expand });
  const item = subscription.items.data[0];
  assert.deepEqual([subscription.status, subscription.default_payment_method.card.last4], ["active", "4242"]);
  assert.ok(item.current_period_end > item.current_period_start + 27 * 24 * HOUR);
  const plain = await stripe.invoices.list({ subscription: told.subscription, status: "paid" });
  assert.equal(plain.data[0].payments, undefined);
  const invoices = await stripe.invoices.list({ subscription: told.subscription, expand: ["data.payments"] });
  const intent = invoices.data[0].payments.data[0].payment.payment_intent;
  const payments = await stripe.invoicePayments.list({ invoice: invoices.data[0].id });
  assert.equal(payments.data[0].payment.payment_intent, intent);
  const items = [{ id: item.id, price: told.price }];
  const preview = await stripe.invoices.createPreview({
    subscription: told.subscription,
    subscription_details: { items, proration_date: item.current_period_start },
  });
  assert.equal(preview.total, item.price.unit_amount);
  assert.equal(preview.lines.data.length, 2);
  const dearer = await stripe.subscriptions.update(told.subscription, { items, proration_behavior: "none" });
  assert.equal(dearer.items.data[0].price.id, told.price);
  const rests = await stripe.subscriptions.update(told.subscription, { pause_collection: { behavior: "void" } });
  assert.equal(rests.pause_collection.behavior, "void");
  const goes = await stripe.subscriptions.update(told.subscription, { pause_collection: "" });
  assert.equal(goes.pause_collection, null);
  const ends = await stripe.subscriptions.update(told.subscription, { cancel_at_period_end: true });
  assert.equal(ends.cancel_at_period_end, true);
  assert.equal((await stripe.subscriptions.cancel(told.subscription)).status, "canceled");
  const again = stripe.subscriptions.update(told.subscription, { cancel_at_period_end: true });
  await refused(again, 400, "StripeInvalidRequestError", /canceled subscription/);
}

// An announcement of the fake: told.body, told.header, told.secret.
async function webhook() {
  const event = stripe.webhooks.constructEvent(told.body, told.header, told.secret, undefined, undefined, told.at);
  assert.equal(event.api_version, Stripe.API_VERSION ?? "2026-10-28.endive");
  assert.throws(() => stripe.webhooks.constructEvent(`${told.body} `, told.header, told.secret), /signature/i);
}

// Signs told.payload as the vendor's tests do, and prints the header.
async function sign() {
  const { payload, secret, timestamp } = told;
  process.stdout.write(stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }));
}

// The calls that our client makes, made by the vendor's: the fake keeps both, and the test compares them.
async function calls() {
  const { reference, email, back, description, price, starts, anchor, session, subscription, customer, intent } = told;
  const shared = {
    client_reference_id: reference,
    customer_email: email,
    success_url: back,
    cancel_url: back,
    billing_address_collection: "required",
    metadata: { marty_reference: reference },
  };
  const paidOnce = (name, amount) => ({
    quantity: 1,
    price_data: { currency: "usd", unit_amount: amount, product_data: { name } },
  });
  const made = { metadata: { marty_reference: reference }, description };
  await stripe.checkout.sessions.create({
    mode: "payment",
    ...shared,
    line_items: [paidOnce(description, 499)],
    payment_intent_data: made,
  });
  await stripe.prices.create({
    currency: "usd",
    unit_amount: 1799,
    recurring: { interval: "month" },
    tax_behavior: "inclusive",
    product_data: { name: "Creator, monthly" },
    metadata: { marty_reference: "creator-monthly" },
  });
  const agreed = { metadata: { marty_reference: reference } };
  const subscribe = (subscription_data, more = []) =>
    stripe.checkout.sessions.create({
      mode: "subscription",
      ...shared,
      line_items: [{ quantity: 1, price }, ...more],
      subscription_data,
    });
  await subscribe(agreed);
  await subscribe({ ...agreed, trial_end: starts }, [paidOnce("First period", 900)]);
  await subscribe({ ...agreed, billing_cycle_anchor: anchor, proration_behavior: "none" });
  await stripe.checkout.sessions.retrieve(session, { expand: ["payment_intent"] });
  await stripe.subscriptions.retrieve(subscription);
  await stripe.subscriptions.retrieve(subscription, { expand: ["default_payment_method"] });
  await stripe.invoices.list({ subscription, status: "paid", limit: 100, expand: ["data.payments"] });
  await stripe.subscriptions.update(subscription, { pause_collection: { behavior: "void" } });
  await stripe.subscriptions.update(subscription, { pause_collection: "" });
  await stripe.subscriptions.update(subscription, {
    items: [{ id: told.item, price }],
    proration_behavior: "none",
  });
  await stripe.billingPortal.sessions.create({ customer, return_url: back });
  await stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
  await stripe.refunds.create({
    payment_intent: intent,
    amount: 100,
    metadata: { marty_reference: "rfd_1" },
    expand: ["charge"],
  });
  await stripe.invoicePayments.list({ invoice: told.invoice, status: "paid" });
  await stripe.checkout.sessions.expire(told.unfinished);
  await stripe.subscriptions.cancel(subscription);
}

await { makes, refusals, keys, paid, disputed, subscribed, webhook, sign, calls }[scenario]();
