// Drives the fake of Razorpay with the vendor's own client, and checks signatures in both directions.
//
//   node razorpay.mjs <address of the fake> <scenario> [<argument as JSON>]
//
// Each scenario ends quietly when the client is content, and with an error otherwise.
import assert from "node:assert/strict";
import Razorpay from "razorpay";
import { validatePaymentVerification, validateWebhookSignature } from "razorpay/dist/utils/razorpay-utils.js";

const [address, scenario, argument] = process.argv.slice(2);
const told = argument ? JSON.parse(argument) : {};
const client = (key_secret = "rzp_test_secret_abcdef") => {
  const made = new Razorpay({ key_id: "rzp_test_fake000000001", key_secret });
  made.api.rq.defaults.baseURL = address;
  return made;
};
const razorpay = client();

async function refused(promise, status, text) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.statusCode, status);
    assert.match(error.error.description, text);
    return true;
  });
}

// Orders, customers, plans, subscriptions: made, read and listed.
async function makes() {
  const order = await razorpay.orders.create({ amount: 39900, currency: "INR", receipt: "r1", notes: { a: "b" } });
  assert.deepEqual([order.status, order.amount_due, order.notes.a], ["created", 39900, "b"]);
  assert.equal((await razorpay.orders.fetch(order.id)).id, order.id);
  assert.equal((await razorpay.orders.all({ receipt: "r1" })).items.length, 1);
  assert.equal((await razorpay.orders.all({ receipt: "r2" })).count, 0);
  assert.deepEqual((await razorpay.orders.create({ amount: 100, currency: "INR" })).notes, []);
  assert.equal((await razorpay.orders.fetchPayments(order.id)).count, 0);
  const person = { name: "Asha", email: "asha@example.test", fail_existing: "0" };
  const customer = await razorpay.customers.create(person);
  assert.equal((await razorpay.customers.create(person)).id, customer.id);
  const item = { name: "Creator", amount: 149900, currency: "INR" };
  const plan = await razorpay.plans.create({ period: "monthly", interval: 1, item });
  assert.equal((await razorpay.plans.fetch(plan.id)).item.amount, 149900);
  const subscription = await razorpay.subscriptions.create({ plan_id: plan.id, total_count: 12, notes: { x: "y" } });
  assert.deepEqual([subscription.status, subscription.remaining_count], ["created", 12]);
  assert.equal((await razorpay.subscriptions.fetch(subscription.id)).plan_id, plan.id);
  assert.equal((await razorpay.subscriptions.all({ plan_id: plan.id })).count, 1);
  assert.equal((await razorpay.invoices.all({ subscription_id: subscription.id })).count, 0);
}

// What Razorpay does not take.
async function refusals() {
  await refused(razorpay.orders.create({ amount: 99, currency: "INR" }), 400, /minimum/);
  await refused(razorpay.orders.fetch("order_Nothing0000001"), 400, /does not exist/);
  await refused(razorpay.subscriptions.create({ plan_id: "plan_x", total_count: 1 }), 400, /does not exist/);
  await refused(client("wrong").orders.create({ amount: 100, currency: "INR" }), 401, /Authentication/);
}

// A payment was captured in the fake: told.payment, told.order, told.proof, told.amount.
async function paid() {
  const payment = await razorpay.payments.fetch(told.payment);
  assert.deepEqual([payment.status, payment.order_id, payment.captured], ["captured", told.order, true]);
  assert.equal((await razorpay.orders.fetch(told.order)).status, "paid");
  await refused(razorpay.payments.capture(told.payment, told.amount, "INR"), 400, /already been captured/);
  assert.ok(
    validatePaymentVerification({ order_id: told.order, payment_id: told.payment }, told.proof, "rzp_test_secret_abcdef"),
  );
  const part = await razorpay.payments.refund(told.payment, { amount: 100 });
  assert.deepEqual([part.status, part.amount], ["processed", 100]);
  await refused(razorpay.payments.refund(told.payment, { amount: told.amount }), 400, /greater/);
}

// A subscription was agreed to and charged in the fake: told.subscription, told.payment, told.proof.
async function subscribed() {
  const subscription = await razorpay.subscriptions.fetch(told.subscription);
  assert.deepEqual([subscription.status, subscription.paid_count], ["active", 1]);
  assert.ok(subscription.current_end > subscription.current_start);
  const ids = { subscription_id: told.subscription, payment_id: told.payment };
  assert.ok(validatePaymentVerification(ids, told.proof, "rzp_test_secret_abcdef"));
  assert.equal((await razorpay.invoices.all({ subscription_id: told.subscription })).items[0].payment_id, told.payment);
  await refused(razorpay.subscriptions.update(told.subscription, { plan_id: "plan_y" }), 400, /UPI/);
  assert.equal((await razorpay.subscriptions.pause(told.subscription, { pause_at: "now" })).status, "paused");
  assert.equal((await razorpay.subscriptions.resume(told.subscription, { resume_at: "now" })).status, "active");
  assert.equal((await razorpay.subscriptions.cancel(told.subscription, true)).status, "active");
  assert.equal((await razorpay.subscriptions.cancel(told.subscription, false)).status, "cancelled");
  await refused(razorpay.subscriptions.cancel(told.subscription, false), 400, /not cancellable/);
}

// A payment is disputed in the fake: told.dispute, told.payment, told.amount. Accepting gives it up.
async function disputed() {
  const dispute = await razorpay.disputes.fetch(told.dispute);
  assert.deepEqual([dispute.entity, dispute.status, dispute.phase], ["dispute", "open", "chargeback"]);
  assert.deepEqual([dispute.payment_id, dispute.amount, dispute.amount_deducted], [told.payment, told.amount, 0]);
  assert.ok(dispute.respond_by > dispute.created_at);
  assert.equal((await razorpay.disputes.all()).items[0].id, told.dispute);
  assert.deepEqual((await razorpay.disputes.all({ count: 100, skip: 1 })).items, []);
  const accepted = await razorpay.disputes.accept(told.dispute);
  assert.deepEqual([accepted.status, accepted.amount_deducted], ["lost", told.amount]);
  await refused(razorpay.disputes.accept(told.dispute), 400, /not allowed/);
  await refused(razorpay.disputes.fetch("disp_Nothing0000001"), 400, /does not exist/);
}

// An announcement of the fake: told.body, told.signature, told.secret.
async function webhook() {
  assert.ok(validateWebhookSignature(told.body, told.signature, told.secret));
  assert.ok(!validateWebhookSignature(`${told.body} `, told.signature, told.secret));
}

await { makes, refusals, paid, disputed, subscribed, webhook }[scenario]();
