//! What Stripe keeps, and what happens to it.

use domain::{
    calendar::{Date, plus_months},
    time::Millis,
};
use serde_json::{Value, json};

use super::{Books, State, announce::happened};

/// Tries of a charge, the first one included (docs.stripe.com, smart retries as they are set by default for tests here).
const TRIES: i64 = 4;
/// Seconds between them.
const BETWEEN_TRIES: i64 = 86_400;

impl Books {
    /// A fresh name. As Stripe's, names do not sort in the order they were given.
    pub(super) fn name(&mut self, prefix: &str) -> String {
        self.made += 1;
        // An odd factor makes every number another one.
        let scattered = self.made.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!("{prefix}_Fake{scattered:016x}")
    }

    pub(super) fn get(&self, id: &str) -> &Value {
        self.objects.get(id).unwrap_or(&Value::Null)
    }

    pub(super) fn put(&mut self, id: &str, object: Value) {
        if self.objects.insert(id.to_owned(), object).is_none() {
            self.order.push(id.to_owned());
        }
    }

    pub(super) fn set(&mut self, id: &str, fields: &[(&str, Value)]) {
        let Some(object) = self.objects.get_mut(id) else { return };
        for (name, value) in fields {
            object[*name] = value.clone();
        }
    }

    /// Objects of a kind, the newest first.
    pub(super) fn all<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.order.iter().rev().filter_map(|id| self.objects.get(id)).filter(move |one| one["object"] == kind)
    }
}

fn text(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

fn number(object: &Value, name: &str) -> i64 {
    object[name].as_i64().unwrap_or_default()
}

/// A payment intent with its charge; answers the intent's name.
fn intent(
    state: &State,
    books: &mut Books,
    (amount, currency): (i64, &str),
    metadata: &Value,
    status: &str,
) -> String {
    let (id, charge, now) = (books.name("pi"), books.name("ch"), (state.clock)());
    let through = status == "succeeded";
    let failed = status == "requires_payment_method";
    let error = failed.then(|| {
        json!({"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds",
            "message": "Your card has insufficient funds."})
    });
    books.put(
        &charge,
        json!({"id": charge, "object": "charge", "amount": amount, "amount_captured": if through { amount } else { 0 },
            "amount_refunded": 0, "captured": through, "currency": currency, "created": now, "livemode": false,
            "metadata": metadata, "paid": through, "payment_intent": id, "refunded": false,
            "status": if through { "succeeded" } else if failed { "failed" } else { "pending" },
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}}}),
    );
    books.put(
        &id,
        json!({"id": id, "object": "payment_intent", "amount": amount, "currency": currency, "created": now,
            "amount_received": if through { amount } else { 0 }, "latest_charge": charge, "livemode": false,
            "metadata": metadata, "status": status, "last_payment_error": error, "client_secret": format!("{id}_secret")}),
    );
    match status {
        "succeeded" => {
            happened(state, books, "charge.succeeded", &charge);
            happened(state, books, "payment_intent.succeeded", &id);
        }
        "processing" => happened(state, books, "payment_intent.processing", &id),
        _ => {
            happened(state, books, "charge.failed", &charge);
            happened(state, books, "payment_intent.payment_failed", &id);
        }
    }
    id
}

/// The page is finished: `at_once`, or with money that is on its way.
pub(super) fn pay(state: &State, books: &mut Books, session: &str, at_once: bool) -> String {
    let entity = books.get(session).clone();
    if entity["status"] != "open" {
        return text(&entity, "payment_intent");
    }
    let (paid, made) = if entity["mode"] == "subscription" {
        let made = subscribe(state, books, &entity);
        books.set(session, &[("subscription", json!(made))]);
        ("paid", made)
    } else {
        let status = if at_once { "succeeded" } else { "processing" };
        let asked = (number(&entity, "amount_total"), text(&entity, "currency"));
        let made = intent(state, books, (asked.0, &asked.1), &entity["fake_metadata"], status);
        books.set(session, &[("payment_intent", json!(made))]);
        (if at_once { "paid" } else { "unpaid" }, made)
    };
    let nothing = number(&entity, "amount_total") == 0;
    let paid = if nothing { "no_payment_required" } else { paid };
    books.set(
        session,
        &[("status", json!("complete")), ("payment_status", json!(paid)), ("url", Value::Null)],
    );
    happened(state, books, "checkout.session.completed", session);
    made
}

pub(super) fn arrives(state: &State, books: &mut Books, session: &str, it_does: bool) {
    let made = text(books.get(session), "payment_intent");
    if it_does {
        let amount = books.get(&made)["amount"].clone();
        let charge = text(books.get(&made), "latest_charge");
        books.set(&made, &[("status", json!("succeeded")), ("amount_received", amount)]);
        books.set(
            &charge,
            &[("status", json!("succeeded")), ("paid", json!(true)), ("captured", json!(true))],
        );
        books.set(session, &[("payment_status", json!("paid"))]);
        happened(state, books, "checkout.session.async_payment_succeeded", session);
    } else {
        books.set(&made, &[("status", json!("requires_payment_method"))]);
        happened(state, books, "checkout.session.async_payment_failed", session);
    }
}

pub(super) fn expire(state: &State, books: &mut Books, session: &str) {
    books.set(session, &[("status", json!("expired")), ("url", Value::Null)]);
    happened(state, books, "checkout.session.expired", session);
}

/// A card of a customer; the portal changes it.
pub(super) fn card(books: &mut Books, customer: &str, brand: &str, last4: &str) -> String {
    let id = books.name("pm");
    books.put(
        &id,
        json!({"id": id, "object": "payment_method", "type": "card", "customer": customer, "livemode": false,
            "card": {"brand": brand, "last4": last4, "exp_month": 11, "exp_year": 2030, "funding": "credit"}}),
    );
    id
}

fn subscribe(state: &State, books: &mut Books, session: &Value) -> String {
    let now = (state.clock)();
    let (id, item, customer) = (books.name("sub"), books.name("si"), books.name("cus"));
    let email = session["customer_email"].clone();
    books.put(
        &customer,
        json!({"id": customer, "object": "customer", "email": email, "created": now, "livemode": false, "metadata": {}}),
    );
    let method = card(books, &customer, "visa", "4242");
    let price = books.get(&text(session, "fake_price")).clone();
    let trial_end = session["fake_trial_end"].as_i64();
    let anchor = trial_end.or(session["fake_anchor"].as_i64());
    let end = anchor.unwrap_or_else(|| period_end(now, &price));
    let status = if trial_end.is_some() { "trialing" } else { "active" };
    books.put(
        &id,
        json!({"id": id, "object": "subscription", "status": status, "customer": customer, "livemode": false,
            "created": now, "start_date": now, "cancel_at_period_end": false, "canceled_at": null, "ended_at": null,
            "pause_collection": null, "trial_end": trial_end, "default_payment_method": method,
            "metadata": session["fake_metadata"], "latest_invoice": null,
            "items": {"object": "list", "has_more": false, "data": [{"id": item, "object": "subscription_item",
                "price": price, "quantity": 1, "current_period_start": now, "current_period_end": end}]}}),
    );
    happened(state, books, "customer.subscription.created", &id);
    let upfront = number(session, "fake_upfront");
    let regular = if anchor.is_some() { 0 } else { number(&price, "unit_amount") };
    let invoice = bill(state, books, &id, ("subscription_create", regular, upfront), (now, end));
    settle(state, books, &invoice, true);
    books.set(&text(session, "id"), &[("customer", json!(customer)), ("invoice", json!(invoice))]);
    id
}

pub(super) fn period_end(start: i64, price: &Value) -> i64 {
    let months = if price["recurring"]["interval"] == "year" { 12 } else { 1 };
    let start = Millis(start * 1_000);
    plus_months(start, months, Date::of(start, 0).day).0 / 1_000
}

/// Writes an invoice of a subscription: for the plan, and for what is paid at once.
fn bill(
    state: &State,
    books: &mut Books,
    subscription: &str,
    (reason, regular, upfront): (&str, i64, i64),
    (start, end): (i64, i64),
) -> String {
    let (id, now) = (books.name("in"), (state.clock)());
    let entity = books.get(subscription).clone();
    let currency = entity["items"]["data"][0]["price"]["currency"].clone();
    let mut lines = vec![json!({"id": books.name("il"), "object": "line_item", "amount": regular,
        "currency": currency, "period": {"start": start, "end": end}})];
    if upfront > 0 {
        lines.insert(
            0,
            json!({"id": books.name("il"), "object": "line_item", "amount": upfront,
            "currency": currency, "period": {"start": now, "end": now}}),
        );
    }
    let total = regular + upfront;
    let details = json!({"subscription": subscription, "metadata": entity["metadata"]});
    books.put(
        &id,
        json!({"id": id, "object": "invoice", "billing_reason": reason, "customer": entity["customer"],
            "currency": currency, "created": now, "livemode": false, "status": "open", "total": total,
            "amount_due": total, "amount_paid": 0, "amount_remaining": total, "attempt_count": 0,
            "next_payment_attempt": null, "lines": {"object": "list", "has_more": false, "data": lines},
            "parent": {"type": "subscription_details", "subscription_details": details},
            "status_transitions": {"paid_at": null}, "number": format!("FAKE-{:04}", books.made),
            "hosted_invoice_url": format!("{}/i/{id}", state.address), "metadata": {}}),
    );
    books.set(subscription, &[("latest_invoice", json!(id))]);
    happened(state, books, "invoice.finalized", &id);
    id
}

/// An invoice is charged.
fn settle(state: &State, books: &mut Books, invoice: &str, goes_through: bool) {
    let entity = books.get(invoice).clone();
    let (due, currency, now) = (number(&entity, "amount_due"), text(&entity, "currency"), (state.clock)());
    if due > 0 {
        let status = if goes_through { "succeeded" } else { "requires_payment_method" };
        let made = intent(state, books, (due, &currency), &json!({}), status);
        let id = books.name("inpay");
        let paid = if goes_through { json!(due) } else { Value::Null };
        books.put(
            &id,
            json!({"id": id, "object": "invoice_payment", "invoice": invoice, "amount_paid": paid,
                "amount_requested": due, "currency": currency, "created": now, "is_default": true, "livemode": false,
                "status": if goes_through { "paid" } else { "open" },
                "payment": {"type": "payment_intent", "payment_intent": made},
                "status_transitions": {"paid_at": goes_through.then_some(now), "canceled_at": null}}),
        );
        if goes_through {
            happened(state, books, "invoice_payment.paid", &id);
        }
    }
    if goes_through {
        books.set(
            invoice,
            &[
                ("status", json!("paid")),
                ("amount_paid", json!(due)),
                ("amount_remaining", json!(0)),
                ("next_payment_attempt", Value::Null),
                ("status_transitions", json!({ "paid_at": now })),
            ],
        );
        happened(state, books, "invoice.paid", invoice);
        happened(state, books, "invoice.payment_succeeded", invoice);
        return;
    }
    let tried = number(&entity, "attempt_count") + 1;
    let next = (tried < TRIES).then_some(now + BETWEEN_TRIES);
    books.set(invoice, &[("attempt_count", json!(tried)), ("next_payment_attempt", json!(next))]);
    happened(state, books, "invoice.payment_failed", invoice);
}

/// The period of a subscription is over and the next one is charged; with an open invoice, that one is tried again.
pub(super) fn renew(state: &State, books: &mut Books, id: &str, goes_through: bool) -> String {
    let entity = books.get(id).clone();
    if entity["cancel_at_period_end"] == true {
        end(state, books, id);
        return String::new();
    }
    let latest = text(&entity, "latest_invoice");
    let invoice = if books.get(&latest)["status"] == "open" {
        latest
    } else {
        let item = &entity["items"]["data"][0];
        let start = number(item, "current_period_end");
        let end = period_end(start, &item["price"]);
        let mut items = entity["items"].clone();
        items["data"][0]["current_period_start"] = json!(start);
        items["data"][0]["current_period_end"] = json!(end);
        books.set(id, &[("items", items)]);
        bill(state, books, id, ("subscription_cycle", number(&item["price"], "unit_amount"), 0), (start, end))
    };
    if !entity["pause_collection"].is_null() {
        books.set(&invoice, &[("status", json!("void"))]);
        happened(state, books, "invoice.voided", &invoice);
        return invoice;
    }
    settle(state, books, &invoice, goes_through);
    let status = if goes_through {
        "active"
    } else if number(books.get(&invoice), "attempt_count") >= TRIES {
        "unpaid"
    } else {
        "past_due"
    };
    books.set(id, &[("status", json!(status))]);
    happened(state, books, "customer.subscription.updated", id);
    invoice
}

pub(super) fn end(state: &State, books: &mut Books, id: &str) {
    let now = json!((state.clock)());
    books.set(id, &[("status", json!("canceled")), ("canceled_at", now.clone()), ("ended_at", now)]);
    happened(state, books, "customer.subscription.deleted", id);
}

pub(super) fn intent_of(books: &Books, invoice: &str) -> Option<String> {
    let paid = |one: &&Value| one["invoice"] == invoice && one["status"] == "paid";
    let found = books.all("invoice_payment").find(paid)?;
    Some(text(&found["payment"], "payment_intent"))
}

pub(super) fn refund(
    state: &State,
    books: &mut Books,
    intent: &str,
    amount: i64,
    metadata: &Value,
) -> Result<Value, (&'static str, String)> {
    let charge = text(books.get(intent), "latest_charge");
    let entity = books.get(&charge).clone();
    if entity["paid"] != true {
        return Err(("resource_missing", format!("No such payment_intent: '{intent}'")));
    }
    let refunded = number(&entity, "amount_refunded") + amount;
    let whole = number(&entity, "amount");
    if whole == number(&entity, "amount_refunded") {
        return Err(("charge_already_refunded", format!("Charge {charge} has already been refunded.")));
    }
    if refunded > whole || amount <= 0 {
        let left = whole - number(&entity, "amount_refunded");
        let sentence =
            format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
        return Err(("", sentence));
    }
    let id = books.name("re");
    books.set(&charge, &[("amount_refunded", json!(refunded)), ("refunded", json!(refunded == whole))]);
    let refund = json!({"id": id, "object": "refund", "amount": amount, "charge": charge, "payment_intent": intent,
        "currency": entity["currency"], "created": (state.clock)(), "status": "succeeded", "metadata": metadata,
        "reason": null, "failure_reason": null});
    books.put(&id, refund.clone());
    happened(state, books, "refund.created", &id);
    happened(state, books, "charge.refunded", &charge);
    Ok(refund)
}
