//! Razorpay's HTTP, and what a browser needs of it.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::{Books, KEY_ID, KEY_SECRET, State, announce, dispute, model, sign};
use crate::{
    exchange::{Asked, Reply, whole},
    server::Cut,
};

/// The window that the real script opens, with two buttons.
const CHECKOUT: &str = include_str!("checkout.js");

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
    let asked = Asked::read(request).await?;
    let path = asked.path.trim_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    if parts[0] == "fake" || parts[0] == "checkout.js" {
        return Ok(whole(browser(&state, &asked, &parts)));
    }
    let kind = match parts.as_slice() {
        ["v1", "subscriptions", _, "cancel"] => "cancel",
        ["v1", "payments", _, "refund"] => "refund",
        ["v1", "orders", ..] => "orders",
        ["v1", "plans", ..] => "plans",
        ["v1", "subscriptions", ..] => "subscriptions",
        ["v1", "payments", ..] => "payments",
        ["v1", "invoices", ..] => "invoices",
        _ => "",
    };
    state.meet(kind, &asked, || reply(&state, &asked, &parts)).await
}

fn refused(sentence: &str) -> Reply {
    let error = json!({"code": "BAD_REQUEST_ERROR", "description": sentence, "source": "business",
        "step": "payment_initiation", "reason": "input_validation_failed", "metadata": {}});
    Reply::json(400, &json!({ "error": error }))
}

fn collection(items: Vec<Value>) -> Reply {
    Reply::json(200, &json!({"entity": "collection", "count": items.len(), "items": items}))
}

fn reply(state: &State, asked: &Asked, parts: &[&str]) -> Reply {
    let expected = format!("Basic {}", BASE64_STANDARD.encode(format!("{KEY_ID}:{KEY_SECRET}")));
    if asked.header("authorization") != expected {
        let error = json!({"code": "BAD_REQUEST_ERROR", "description": "Authentication failed"});
        return Reply::json(401, &json!({ "error": error }));
    }
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let query = |name: &str| {
        let pairs = asked.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    state.change(|state, books| match (asked.method.as_str(), parts) {
        ("POST", ["v1", "orders"]) => order(state, books, &body),
        ("GET", ["v1", "orders"]) => {
            let receipt = query("receipt");
            let fits = |order: &&Value| receipt.as_ref().is_none_or(|receipt| order["receipt"] == **receipt);
            collection(books.orders.values().filter(fits).cloned().collect())
        }
        ("GET", ["v1", "orders", id, "payments"]) => {
            collection(books.payments.values().filter(|one| one["order_id"] == *id).cloned().collect())
        }
        ("POST", ["v1", "customers"]) => customer(state, books, &body),
        ("POST", ["v1", "plans"]) => plan(state, books, &body),
        ("POST", ["v1", "subscriptions"]) => subscription(state, books, &body),
        ("GET", ["v1", "subscriptions"]) => {
            let plan = query("plan_id");
            let fits = |one: &&Value| plan.as_ref().is_none_or(|plan| one["plan_id"] == **plan);
            collection(books.subscriptions.values().filter(fits).cloned().collect())
        }
        ("GET", ["v1", "invoices"]) => {
            let of = query("subscription_id").unwrap_or_default();
            collection(books.invoices.values().filter(|one| one["subscription_id"] == of).cloned().collect())
        }
        ("POST", ["v1", "payments", id, "refund"]) => refund(state, books, id, asked, &body),
        ("POST", ["v1", "payments", id, "capture"]) => capture(state, books, id, &body),
        ("GET", ["v1", "disputes"]) => {
            let number =
                |name: &str, without| query(name).and_then(|text| text.parse().ok()).unwrap_or(without);
            // A name begins with its time, so the last is the newest.
            let newest = books.disputes.values().rev().skip(number("skip", 0)).take(number("count", 10));
            collection(newest.cloned().collect())
        }
        ("POST", ["v1", "disputes", id, "accept"]) => {
            let undecided = books.disputes.get(*id).is_some_and(|one| one["status"] == "open");
            if !undecided {
                return refused("Action not allowed. Dispute is not in open status.");
            }
            dispute::decide(state, books, id, "lost");
            Reply::json(200, &books.disputes[*id])
        }
        ("POST", ["v1", "subscriptions", id, act]) => act_on(state, books, id, act, &body),
        ("PATCH", ["v1", "subscriptions", _]) => {
            refused("Subscription cannot be updated when payment mode is UPI")
        }
        (
            "GET",
            [
                "v1",
                "orders" | "payments" | "plans" | "subscriptions" | "refunds" | "customers" | "disputes",
                id,
            ],
        ) => match model::find(books, id) {
            Some(entity) => Reply::json(200, entity),
            None => refused("The id provided does not exist"),
        },
        _ => refused("The requested URL was not found on the server."),
    })
}

fn order(state: &State, books: &mut Books, body: &Value) -> Reply {
    let (Some(amount), Some(currency)) = (body["amount"].as_i64(), body["currency"].as_str()) else {
        return refused("The amount must be an integer.");
    };
    if amount < 100 {
        return refused("Order amount less than minimum amount allowed");
    }
    if body["receipt"].as_str().is_some_and(|receipt| receipt.len() > 40) {
        return refused("The receipt may not be greater than 40 characters.");
    }
    let id = books.name("order");
    let order = json!({"id": id, "entity": "order", "amount": amount, "amount_paid": 0, "amount_due": amount,
        "currency": currency, "receipt": body["receipt"], "offer_id": null, "status": "created", "attempts": 0,
        "notes": model::notes(body), "created_at": (state.clock)()});
    books.orders.insert(id, order.clone());
    Reply::json(200, &order)
}

fn customer(state: &State, books: &mut Books, body: &Value) -> Reply {
    let existing = books.customers.values().find(|one| one["email"] == body["email"]).cloned();
    match existing {
        Some(customer) if body["fail_existing"] == "0" => Reply::json(200, &customer),
        Some(_) => refused("Customer already exists for the merchant"),
        None => {
            let id = books.name("cust");
            let customer = json!({"id": id, "entity": "customer", "name": body["name"], "email": body["email"],
                "contact": body["contact"], "gstin": body["gstin"], "notes": model::notes(body),
                "created_at": (state.clock)()});
            books.customers.insert(id, customer.clone());
            Reply::json(200, &customer)
        }
    }
}

fn plan(state: &State, books: &mut Books, body: &Value) -> Reply {
    let item = &body["item"];
    if !matches!(body["period"].as_str(), Some("monthly" | "yearly")) || !item["amount"].is_i64() {
        return refused("The period field is required.");
    }
    let id = books.name("plan");
    let item_id = books.name("item");
    let plan = json!({"id": id, "entity": "plan", "interval": body["interval"], "period": body["period"],
        "item": {"id": item_id, "active": true, "name": item["name"], "description": item["description"],
            "amount": item["amount"], "unit_amount": item["amount"], "currency": item["currency"], "type": "plan",
            "unit": null, "tax_inclusive": false, "hsn_code": null, "sac_code": null, "tax_rate": null},
        "notes": model::notes(body), "created_at": (state.clock)()});
    books.plans.insert(id, plan.clone());
    Reply::json(200, &plan)
}

fn subscription(state: &State, books: &mut Books, body: &Value) -> Reply {
    if !books.plans.contains_key(body["plan_id"].as_str().unwrap_or_default()) {
        return refused("The id provided does not exist");
    }
    if !body["total_count"].is_i64() {
        return refused("The total count field is required when end at is not present.");
    }
    if body["start_at"].as_i64().is_some_and(|at| at <= (state.clock)()) {
        return refused("start_at should be a future time");
    }
    let id = books.name("sub");
    let upfront = body["addons"][0]["item"]["amount"].as_i64().unwrap_or(0);
    let subscription = json!({"id": id, "entity": "subscription", "plan_id": body["plan_id"], "customer_id": null,
        "status": "created", "current_start": null, "current_end": null, "ended_at": null, "quantity": 1,
        "notes": model::notes(body), "charge_at": body["start_at"], "start_at": body["start_at"], "end_at": null,
        "auth_attempts": 0, "total_count": body["total_count"], "paid_count": 0, "customer_notify": true,
        "created_at": (state.clock)(), "expire_by": null, "short_url": format!("{}/s/{id}", state.address),
        "has_scheduled_changes": false, "change_scheduled_at": null, "source": "api",
        "remaining_count": body["total_count"], "fake_upfront": upfront});
    books.subscriptions.insert(id, subscription.clone());
    Reply::json(200, &subscription)
}

fn act_on(state: &State, books: &mut Books, id: &str, act: &str, body: &Value) -> Reply {
    let Some(status) = books.subscriptions.get(id).and_then(|one| one["status"].as_str().map(str::to_owned))
    else {
        return refused("The id provided does not exist");
    };
    let ended = matches!(status.as_str(), "cancelled" | "completed" | "expired");
    match act {
        "cancel" if ended => {
            return refused(&format!("Subscription is not cancellable in {status} status."));
        }
        "cancel"
            if matches!(&body["cancel_at_cycle_end"], Value::Bool(true))
                || body["cancel_at_cycle_end"] == 1 =>
        {
            model::set(books, id, &[("has_scheduled_changes", json!(true)), ("fake_ends", json!(true))]);
        }
        "cancel" => model::end(state, books, id, "cancelled"),
        "pause" if status == "active" => {
            model::set(books, id, &[("status", json!("paused")), ("pause_initiated_by", json!("self"))]);
            announce::happened(state, books, "subscription.paused", &[id]);
        }
        "resume" if status == "paused" => {
            model::set(books, id, &[("status", json!("active"))]);
            announce::happened(state, books, "subscription.resumed", &[id]);
        }
        _ => return refused("Subscription is not in a state for this action."),
    }
    Reply::json(200, &books.subscriptions[id])
}

fn capture(state: &State, books: &mut Books, id: &str, body: &Value) -> Reply {
    let Some(payment) = books.payments.get(id).cloned() else {
        return refused("The id provided does not exist");
    };
    if payment["captured"] == true {
        return refused("This payment has already been captured");
    }
    if payment["amount"] != body["amount"] {
        return refused("Capture amount must be equal to the amount authorized");
    }
    model::capture(state, books, id);
    Reply::json(200, &books.payments[id])
}

fn refund(state: &State, books: &mut Books, id: &str, asked: &Asked, body: &Value) -> Reply {
    let key = asked.header("x-refund-idempotency").to_owned();
    let sent = String::from_utf8_lossy(&asked.body).into_owned();
    if let Some((earlier, answer)) = books.refund_keys.get(&key).filter(|_| !key.is_empty()) {
        return match *earlier == sent {
            true => Reply::json(200, answer),
            false => refused("Different request with the same idempotency key has already been processed."),
        };
    }
    let full = books.payments.get(id).and_then(|one| one["amount"].as_i64()).unwrap_or(0);
    match model::refund(state, books, id, body["amount"].as_i64().unwrap_or(full), body) {
        Ok(refund) => {
            books.refund_keys.insert(key, (sent, refund.clone()));
            Reply::json(200, &refund)
        }
        Err(sentence) => refused(sentence),
    }
}

/// What a person does in the window, and what a test does behind it.
fn browser(state: &State, asked: &Asked, parts: &[&str]) -> Reply {
    if parts == ["checkout.js"] {
        let body = CHECKOUT.replace("ADDRESS", &state.address);
        let headers = vec![("access-control-allow-origin", "*".to_owned())];
        return Reply { status: 200, media_type: "text/javascript", headers, body: Bytes::from(body) };
    }
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let of = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let (order, subscription) = (of("order_id"), of("subscription_id"));
    let told = state.change(|state, books| match parts {
        // A browser asks first whether it may.
        _ if asked.method == "OPTIONS" => json!({}),
        ["fake", "pay"] if !order.is_empty() => {
            let payment = model::pay(state, books, &order, "captured");
            let proof = sign(KEY_SECRET, format!("{order}|{payment}").as_bytes());
            json!({"razorpay_payment_id": payment, "razorpay_order_id": order, "razorpay_signature": proof})
        }
        ["fake", "pay"] => {
            let payment = model::agree(state, books, &subscription);
            let proof = sign(KEY_SECRET, format!("{payment}|{subscription}").as_bytes());
            json!({"razorpay_payment_id": payment, "razorpay_subscription_id": subscription, "razorpay_signature": proof})
        }
        ["fake", "fail"] if !order.is_empty() => {
            let payment = model::pay(state, books, &order, "failed");
            json!({"error": {"code": "BAD_REQUEST_ERROR", "description": "The bank refused it.",
                "reason": "payment_failed", "metadata": {"payment_id": payment, "order_id": order}}})
        }
        ["fake", "charge"] => {
            let subscription = if subscription.is_empty() {
                books.subscriptions.keys().next_back().cloned().unwrap_or_default()
            } else {
                subscription
            };
            json!({"payment": model::charge(state, books, &subscription, body["succeeds"] != false)})
        }
        ["fake", "dispute"] => {
            let newest = books.payments.iter().rev().find(|(_, one)| one["captured"] == true);
            let (payment, amount) = newest
                .map(|(id, one)| (id.clone(), one["amount"].as_i64().unwrap_or(0)))
                .unwrap_or_default();
            json!({"dispute": dispute::open(state, books, &payment, amount, "chargeback")})
        }
        ["fake", "decide"] => {
            let newest = books.disputes.keys().next_back().cloned().unwrap_or_default();
            dispute::decide(state, books, &newest, &of("status"));
            json!({"dispute": newest})
        }
        ["fake", "subscriptions"] => json!(books.subscriptions.values().collect::<Vec<_>>()),
        _ => json!({}),
    });
    Reply {
        headers: vec![
            ("access-control-allow-origin", "*".to_owned()),
            ("access-control-allow-headers", "content-type".to_owned()),
        ],
        ..Reply::json(200, &told)
    }
}
