//! What Razorpay keeps, and what happens to it.

use domain::{
    calendar::{Date, INDIA_OFFSET_MS, plus_months},
    time::Millis,
};
use serde_json::{Value, json};

use super::{Books, State, announce::happened};

/// Tries after the first that failed (razorpay.com/docs, payment retries).
const RETRIES: i64 = 3;

impl Books {
    /// A fresh name: a prefix and 14 letters and digits that sort in the order they were given.
    pub(super) fn name(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_Fake{:010}", self.made)
    }
}

pub(super) fn find<'a>(books: &'a Books, id: &str) -> Option<&'a Value> {
    match id.split('_').next()? {
        "order" => books.orders.get(id),
        "pay" => books.payments.get(id),
        "plan" => books.plans.get(id),
        "sub" => books.subscriptions.get(id),
        "rfnd" => books.refunds.get(id),
        "inv" => books.invoices.get(id),
        "cust" => books.customers.get(id),
        "disp" => books.disputes.get(id),
        _ => None,
    }
}

/// Empty notes are an empty list.
pub(super) fn notes(body: &Value) -> Value {
    match body["notes"].as_object() {
        Some(notes) if !notes.is_empty() => json!(notes),
        _ => json!([]),
    }
}

fn payment_entity(books: &mut Books, amount: &Value, currency: &Value, status: &str, now: i64) -> Value {
    let id = books.name("pay");
    let failed = status == "failed";
    let captured = status == "captured";
    let vpa = books.vpa.clone().unwrap_or_else(|| "success@razorpay".to_owned());
    json!({
        "id": id, "entity": "payment", "amount": amount, "currency": currency, "status": status, "order_id": null,
        "invoice_id": null, "international": false, "method": "upi", "amount_refunded": 0, "refund_status": null,
        "captured": captured, "description": null, "card_id": null, "bank": null, "wallet": null,
        "vpa": vpa, "email": "customer@example.test", "contact": "+919999999999", "notes": [],
        "fee": if captured { json!(236) } else { Value::Null }, "tax": if captured { json!(36) } else { Value::Null },
        "error_code": failed.then_some("BAD_REQUEST_ERROR"),
        "error_description": failed.then_some("Payment failed: the bank refused it."),
        "error_source": failed.then_some("customer"), "error_step": failed.then_some("payment_authorization"),
        "error_reason": failed.then_some("payment_failed"), "acquirer_data": {}, "created_at": now,
    })
}

pub(super) fn pay(state: &State, books: &mut Books, order: &str, status: &str) -> String {
    let now = (state.clock)();
    let order_entity = books.orders[order].clone();
    let mut payment = payment_entity(books, &order_entity["amount"], &order_entity["currency"], status, now);
    payment["order_id"] = json!(order);
    payment["notes"] = order_entity["notes"].clone();
    let id = payment["id"].as_str().unwrap_or_default().to_owned();
    books.payments.insert(id.clone(), payment);
    if let Some(order) = books.orders.get_mut(order) {
        order["attempts"] = json!(order["attempts"].as_i64().unwrap_or(0) + 1);
        if order["status"] == "created" {
            order["status"] = json!("attempted");
        }
    }
    match status {
        "failed" => happened(state, books, "payment.failed", &[&id]),
        "authorized" => happened(state, books, "payment.authorized", &[&id]),
        _ => {
            happened(state, books, "payment.authorized", &[&id]);
            capture(state, books, &id);
        }
    }
    id
}

pub(super) fn capture(state: &State, books: &mut Books, id: &str) {
    let Some(payment) = books.payments.get_mut(id) else { return };
    payment["status"] = json!("captured");
    payment["captured"] = json!(true);
    payment["error_code"] = Value::Null;
    payment["error_description"] = Value::Null;
    payment["error_reason"] = Value::Null;
    let (order, amount) =
        (payment["order_id"].as_str().unwrap_or_default().to_owned(), payment["amount"].clone());
    happened(state, books, "payment.captured", &[id]);
    if let Some(entity) = books.orders.get_mut(&order) {
        entity["status"] = json!("paid");
        entity["amount_paid"] = amount;
        entity["amount_due"] = json!(0);
        happened(state, books, "order.paid", &[id, &order]);
    }
}

pub(super) fn refund(
    state: &State,
    books: &mut Books,
    payment: &str,
    amount: i64,
    body: &Value,
) -> Result<Value, &'static str> {
    let Some(entity) = books.payments.get_mut(payment) else { return Err("The id provided does not exist") };
    let refunded = entity["amount_refunded"].as_i64().unwrap_or(0) + amount;
    if entity["captured"] != true {
        return Err("The payment status should be captured for action to be taken");
    }
    if refunded > entity["amount"].as_i64().unwrap_or(0) {
        return Err("The total refund amount is greater than the refund payment amount");
    }
    let all = entity["amount"] == refunded;
    entity["amount_refunded"] = json!(refunded);
    entity["refund_status"] = json!(if all { "full" } else { "partial" });
    entity["status"] = json!(if all { "refunded" } else { "captured" });
    let currency = entity["currency"].clone();
    let id = books.name("rfnd");
    let refund = json!({
        "id": id, "entity": "refund", "amount": amount, "currency": currency, "payment_id": payment,
        "notes": notes(body), "receipt": null, "acquirer_data": {"arn": null}, "created_at": (state.clock)(),
        "batch_id": null, "status": "processed", "speed_requested": "normal", "speed_processed": "normal",
    });
    books.refunds.insert(id.clone(), refund.clone());
    happened(state, books, "refund.created", &[&id, payment]);
    happened(state, books, "refund.processed", &[&id, payment]);
    Ok(refund)
}

pub(super) fn agree(state: &State, books: &mut Books, id: &str) -> String {
    let now = (state.clock)();
    let entity = books.subscriptions[id].clone();
    let starts = entity["start_at"].as_i64().filter(|at| *at > now);
    let upfront = entity["fake_upfront"].as_i64().unwrap_or(0);
    let Some(starts) = starts else {
        set(books, id, &[("status", json!("authenticated")), ("customer_id", json!("cust_Fake000000001"))]);
        happened(state, books, "subscription.authenticated", &[id]);
        return charge(state, books, id, true);
    };
    // Only the agreement, and what is paid with it.
    let amount = if upfront > 0 { upfront } else { 100 };
    let mut payment = payment_entity(books, &json!(amount), &json!("INR"), "captured", now);
    payment["notes"] = entity["notes"].clone();
    let payment_id = payment["id"].as_str().unwrap_or_default().to_owned();
    let fields = [
        ("status", json!("authenticated")),
        ("charge_at", json!(starts)),
        ("customer_id", json!("cust_Fake000000001")),
        ("payment_method", json!("upi")),
    ];
    set(books, id, &fields);
    if upfront > 0 {
        let invoice = books.name("inv");
        payment["invoice_id"] = json!(invoice);
        let entity = json!({"id": invoice, "entity": "invoice", "subscription_id": id, "payment_id": payment_id,
            "status": "paid", "amount": amount, "amount_paid": amount, "currency": "INR", "order_id": null,
            "billing_start": now, "billing_end": starts});
        books.invoices.insert(invoice, entity);
        books.payments.insert(payment_id.clone(), payment);
        happened(state, books, "payment.captured", &[&payment_id]);
    } else {
        books.payments.insert(payment_id.clone(), payment);
    }
    happened(state, books, "subscription.authenticated", &[id, &payment_id]);
    payment_id
}

pub(super) fn charge(state: &State, books: &mut Books, id: &str, goes_through: bool) -> String {
    let now = (state.clock)();
    let entity = books.subscriptions[id].clone();
    let plan = &books.plans[entity["plan_id"].as_str().unwrap_or_default()]["item"];
    let (amount, currency) = (plan["amount"].clone(), plan["currency"].clone());
    let status = if goes_through { "captured" } else { "failed" };
    let mut payment = payment_entity(books, &amount, &currency, status, now);
    let payment_id = payment["id"].as_str().unwrap_or_default().to_owned();
    let invoice = books.name("inv");
    payment["invoice_id"] = json!(invoice);
    books.payments.insert(payment_id.clone(), payment);
    if !goes_through {
        let attempts = entity["auth_attempts"].as_i64().unwrap_or(0) + 1;
        let halted = attempts > RETRIES;
        let status = if halted { "halted" } else { "pending" };
        set(
            books,
            id,
            &[
                ("auth_attempts", json!(attempts)),
                ("status", json!(status)),
                ("charge_at", json!(now + 86_400)),
            ],
        );
        happened(state, books, "payment.failed", &[&payment_id]);
        let kind = if halted { "subscription.halted" } else { "subscription.pending" };
        happened(state, books, kind, &[id, &payment_id]);
        return payment_id;
    }
    let first = entity["status"] != "active";
    let start = entity["current_end"].as_i64().or(entity["start_at"].as_i64()).unwrap_or(now);
    let months = if books.plans[entity["plan_id"].as_str().unwrap_or_default()]["period"] == "yearly" {
        12
    } else {
        1
    };
    let day = Date::of(Millis(start * 1_000), INDIA_OFFSET_MS).day;
    let end = plus_months(Millis(start * 1_000), months, day).0 / 1_000;
    let paid = entity["paid_count"].as_i64().unwrap_or(0) + 1;
    let left = entity["total_count"].as_i64().unwrap_or(0) - paid;
    let fields = [
        ("status", json!("active")),
        ("current_start", json!(start)),
        ("current_end", json!(end)),
        ("charge_at", json!(end)),
        ("paid_count", json!(paid)),
        ("remaining_count", json!(left)),
        ("auth_attempts", json!(0)),
        ("payment_method", json!("upi")),
    ];
    set(books, id, &fields);
    let invoice_entity = json!({"id": invoice, "entity": "invoice", "subscription_id": id, "payment_id": payment_id,
        "status": "paid", "amount": amount, "amount_paid": amount, "currency": currency, "order_id": null,
        "billing_start": start, "billing_end": end});
    books.invoices.insert(invoice, invoice_entity);
    happened(state, books, "payment.captured", &[&payment_id]);
    if first {
        happened(state, books, "subscription.activated", &[id, &payment_id]);
    }
    happened(state, books, "subscription.charged", &[id, &payment_id]);
    payment_id
}

pub(super) fn end(state: &State, books: &mut Books, id: &str, status: &str) {
    let now = (state.clock)();
    set(books, id, &[("status", json!(status)), ("ended_at", json!(now)), ("charge_at", Value::Null)]);
    happened(state, books, &format!("subscription.{status}"), &[id]);
}

pub(super) fn set(books: &mut Books, id: &str, fields: &[(&str, Value)]) {
    let Some(entity) = books.subscriptions.get_mut(id) else { return };
    for (name, value) in fields {
        entity[*name] = value.clone();
    }
}
