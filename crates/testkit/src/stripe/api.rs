//! The calls: what they take, what they refuse, what they answer.

use serde_json::{Map, Value, json};

use super::{
    Books, State,
    announce::happened,
    checks::{Refusal, invalid, known, missing, needed, whole},
    dispute, model,
};

type Answer = Result<Value, Refusal>;

/// Stripe takes no smaller amounts (docs.stripe.com/currencies: half a dollar or its like).
const AMOUNT_MIN: i64 = 50;
/// A trial ends this many seconds ahead at least (stripe-node 23.1.0, Checkout.SessionCreateParams).
const TRIAL_SECONDS_MIN: i64 = 48 * 3_600;

pub(super) fn create(state: &State, books: &mut Books, parts: &[&str], form: &Value) -> Answer {
    match parts {
        ["customers"] => customer(state, books, form),
        ["products"] => product(state, books, form),
        ["prices"] => price(state, books, form),
        ["checkout", "sessions"] => session(state, books, form),
        ["checkout", "sessions", id, "expire"] => expire(state, books, id, form),
        ["payment_intents"] => payment_intent(state, books, form),
        ["payment_intents", id, "cancel"] => cancel_intent(state, books, id, form),
        ["subscriptions", id] => change(state, books, id, form),
        ["refunds"] => refund(state, books, form),
        ["disputes", id, "close"] => close_dispute(state, books, id),
        ["invoices", "create_preview"] => preview(state, books, form),
        ["billing_portal", "sessions"] => portal(state, books, form),
        _ => Err(missing_url(parts)),
    }
}

pub(super) fn missing_url(parts: &[&str]) -> Refusal {
    let message = format!("Unrecognized request URL (/v1/{}).", parts.join("/"));
    super::checks::refusal(404, "invalid_request_error", "", &message, None)
}

fn metadata(form: &Value) -> Value {
    let fields = form["metadata"].as_object().cloned().unwrap_or_default();
    Value::Object(fields.into_iter().filter(|(_, value)| value != "").collect::<Map<_, _>>())
}

fn object(state: &State, books: &mut Books, kind: &str, id: &str, fields: Value) -> Value {
    let mut made = fields;
    made["id"] = json!(id);
    made["object"] = json!(kind);
    made["created"] = json!((state.clock)());
    made["livemode"] = json!(false);
    books.put(id, made.clone());
    made
}

fn customer(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("customers", form)?;
    let id = books.name("cus");
    let fields = json!({"email": form["email"], "name": form["name"], "phone": form["phone"],
        "metadata": metadata(form), "default_source": null, "balance": 0});
    Ok(object(state, books, "customer", &id, fields))
}

fn product(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("products", form)?;
    let name = needed(form, "name")?;
    let id = books.name("prod");
    let fields = json!({"name": name, "active": true, "metadata": metadata(form)});
    Ok(object(state, books, "product", &id, fields))
}

fn price(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("prices", form)?;
    let (currency, amount) = (needed(form, "currency")?, whole(form, "unit_amount")?);
    let product = match form["product"].as_str() {
        Some(id) if books.get(id).is_null() => return Err(missing("product", id)),
        Some(id) => id.to_owned(),
        None => {
            let name = needed(&form["product_data"], "name")?;
            let id = books.name("prod");
            let fields = json!({"name": name, "active": true, "metadata": {}});
            object(state, books, "product", &id, fields);
            id
        }
    };
    let interval = form["recurring"]["interval"].as_str();
    if interval.is_some_and(|interval| !matches!(interval, "day" | "week" | "month" | "year")) {
        return Err(invalid("", "Invalid recurring[interval]", Some("recurring[interval]")));
    }
    let id = books.name("price");
    let recurring = interval.map(|interval| json!({"interval": interval, "interval_count": 1}));
    let behavior = form["tax_behavior"].as_str().unwrap_or("unspecified");
    let fields = json!({"active": true, "currency": currency, "unit_amount": amount, "product": product,
        "recurring": recurring, "type": if interval.is_some() { "recurring" } else { "one_time" },
        "tax_behavior": behavior, "lookup_key": form["lookup_key"], "metadata": metadata(form)});
    Ok(object(state, books, "price", &id, fields))
}

/// What the lines of a session ask for: the recurring price, what is paid at once, and the currency.
fn lines(books: &Books, form: &Value) -> Result<(Option<Value>, i64, String), Refusal> {
    let (mut recurring, mut once, mut currency) = (None, 0, String::new());
    for line in form["line_items"].as_array().into_iter().flatten() {
        let quantity = whole(line, "quantity")?.unwrap_or(1);
        let (amount, of) = match line["price"].as_str() {
            Some(id) if books.get(id).is_null() => return Err(missing("price", id)),
            Some(id) => {
                let price = books.get(id);
                let of = price["currency"].as_str().unwrap_or_default().to_owned();
                if !price["recurring"].is_null() {
                    recurring = Some(price.clone());
                    (0, of)
                } else {
                    (price["unit_amount"].as_i64().unwrap_or_default(), of)
                }
            }
            None => {
                let data = &line["price_data"];
                needed(&data["product_data"], "name")?;
                (whole(data, "unit_amount")?.unwrap_or_default(), needed(data, "currency")?)
            }
        };
        if !currency.is_empty() && currency != of {
            return Err(invalid("", "All line items must have the same currency.", Some("line_items")));
        }
        once += amount * quantity;
        currency = of;
    }
    if currency.is_empty() {
        return Err(invalid("parameter_missing", "Missing required param: line_items.", Some("line_items")));
    }
    Ok((recurring, once, currency))
}

fn session(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("checkout/sessions", form)?;
    let (mode, success) = (needed(form, "mode")?, needed(form, "success_url")?);
    let (recurring, once, currency) = lines(books, form)?;
    let (subscribes, now) = (mode == "subscription", (state.clock)());
    if subscribes != recurring.is_some() {
        let message =
            "You must provide at least one recurring price in `subscription` mode, and none otherwise.";
        return Err(invalid("", message, Some("line_items")));
    }
    let data = if subscribes { &form["subscription_data"] } else { &form["payment_intent_data"] };
    let (trial_end, anchor) = (whole(data, "trial_end")?, whole(data, "billing_cycle_anchor")?);
    if trial_end.is_some_and(|end| end < now + TRIAL_SECONDS_MIN) {
        let message = "The `trial_end` date has to be at least 2 days in the future.";
        return Err(invalid("", message, Some("subscription_data[trial_end]")));
    }
    if let (Some(at), Some(price)) = (anchor, &recurring) {
        let inside = at > now && at <= model::period_end(now, price) && trial_end.is_none();
        if !inside {
            let message = "`billing_cycle_anchor` must be before the natural next billing date.";
            return Err(invalid("", message, Some("subscription_data[billing_cycle_anchor]")));
        }
    }
    let regular = recurring.as_ref().and_then(|price| price["unit_amount"].as_i64()).unwrap_or_default();
    let rests = trial_end.is_some() || (anchor.is_some() && data["proration_behavior"] == "none");
    let total = once + if rests { 0 } else { regular };
    if !rests && total < AMOUNT_MIN {
        let message = "The Checkout Session's total amount due must add up to at least $0.50 usd";
        return Err(invalid("amount_too_small", message, Some("line_items")));
    }
    let id = books.name("cs_test");
    let fields = json!({"mode": mode, "status": "open", "payment_status": "unpaid", "amount_subtotal": total,
        "amount_total": total, "currency": currency, "customer": form["customer"],
        "customer_email": form["customer_email"], "client_reference_id": form["client_reference_id"],
        "metadata": metadata(form), "payment_intent": null, "subscription": null, "invoice": null,
        "success_url": success, "cancel_url": form["cancel_url"], "ui_mode": "hosted_page",
        "expires_at": now + 86_400, "url": format!("{}/c/pay/{id}", state.address),
        "fake_metadata": metadata(data), "fake_price": recurring.map(|price| price["id"].clone()),
        "fake_upfront": if subscribes { once } else { 0 }, "fake_trial_end": trial_end, "fake_anchor": anchor});
    Ok(object(state, books, "checkout.session", &id, fields))
}

fn expire(state: &State, books: &mut Books, id: &str, form: &Value) -> Answer {
    known("checkout/sessions/expire", form)?;
    match books.get(id)["status"].as_str() {
        None => Err(missing("checkout.session", id)),
        Some("open") => {
            model::expire(state, books, id);
            Ok(books.get(id).clone())
        }
        Some(status) => {
            let message = format!(
                "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a \
                 status of `{status}`."
            );
            Err(invalid("", &message, None))
        }
    }
}

fn payment_intent(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("payment_intents", form)?;
    let (amount, currency) = (whole(form, "amount")?.unwrap_or_default(), needed(form, "currency")?);
    if amount < AMOUNT_MIN {
        return Err(invalid("amount_too_small", "Amount must be at least $0.50 usd", Some("amount")));
    }
    let id = books.name("pi");
    let fields = json!({"amount": amount, "currency": currency, "status": "requires_payment_method",
        "amount_received": 0, "latest_charge": null, "metadata": metadata(form), "last_payment_error": null,
        "client_secret": format!("{id}_secret")});
    Ok(object(state, books, "payment_intent", &id, fields))
}

fn cancel_intent(state: &State, books: &mut Books, id: &str, form: &Value) -> Answer {
    known("payment_intents/cancel", form)?;
    match books.get(id)["status"].as_str() {
        None => Err(missing("payment_intent", id)),
        Some("succeeded" | "canceled") => {
            let message = "You cannot cancel this PaymentIntent because it has ended.";
            Err(invalid("payment_intent_unexpected_state", message, None))
        }
        Some(_) => {
            books.set(id, &[("status", json!("canceled"))]);
            happened(state, books, "payment_intent.canceled", id);
            Ok(books.get(id).clone())
        }
    }
}

fn change(state: &State, books: &mut Books, id: &str, form: &Value) -> Answer {
    known("subscriptions/update", form)?;
    let entity = books.get(id).clone();
    match entity["status"].as_str() {
        None => return Err(missing("subscription", id)),
        Some("canceled" | "incomplete_expired") => {
            let message = "A canceled subscription can only update its cancellation_details and metadata.";
            return Err(invalid("", message, None));
        }
        Some(_) => {}
    }
    if let Some(wish) = form["cancel_at_period_end"].as_str() {
        books.set(id, &[("cancel_at_period_end", json!(wish == "true"))]);
    }
    match &form["pause_collection"] {
        Value::String(_) => books.set(id, &[("pause_collection", Value::Null)]),
        Value::Object(fields) => books.set(id, &[("pause_collection", json!(fields))]),
        _ => {}
    }
    if let Some(wanted) = form["items"][0]["price"].as_str() {
        let price = books.get(wanted).clone();
        if price.is_null() {
            return Err(missing("price", wanted));
        }
        let mut items = entity["items"].clone();
        if form["items"][0]["id"] != items["data"][0]["id"] {
            return Err(invalid("", "There is no such item of this subscription.", Some("items[0][id]")));
        }
        items["data"][0]["price"] = price;
        books.set(id, &[("items", items)]);
    }
    happened(state, books, "customer.subscription.updated", id);
    Ok(books.get(id).clone())
}

pub(super) fn cancel(state: &State, books: &mut Books, id: &str, form: &Value) -> Answer {
    known("subscriptions/cancel", form)?;
    match books.get(id)["status"].as_str() {
        None | Some("canceled") => Err(missing("subscription", id)),
        Some(_) => {
            model::end(state, books, id);
            Ok(books.get(id).clone())
        }
    }
}

fn refund(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("refunds", form)?;
    let intent = match form["payment_intent"].as_str() {
        Some(intent) => intent.to_owned(),
        None => {
            let charge = needed(form, "charge")?;
            books.get(&charge)["payment_intent"].as_str().unwrap_or_default().to_owned()
        }
    };
    let charge = books.get(&intent)["latest_charge"].as_str().unwrap_or_default().to_owned();
    let left =
        ["amount", "amount_refunded"].map(|name| books.get(&charge)[name].as_i64().unwrap_or_default());
    let amount = whole(form, "amount")?.unwrap_or(left[0] - left[1]);
    model::refund(state, books, &intent, amount, &metadata(form)).map_err(|(code, sentence)| match code {
        "resource_missing" => missing("payment_intent", &intent),
        code => invalid(code, &sentence, Some("amount")),
    })
}

/// Whoever closes a dispute gives it up.
fn close_dispute(state: &State, books: &mut Books, id: &str) -> Answer {
    match books.get(id)["status"].as_str() {
        None => Err(missing("dispute", id)),
        Some("won" | "lost" | "warning_closed") => Err(invalid("", "This dispute is already closed.", None)),
        Some(_) => {
            dispute::decide(state, books, id, "lost");
            Ok(books.get(id).clone())
        }
    }
}

fn portal(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("billing_portal/sessions", form)?;
    let customer = needed(form, "customer")?;
    if books.get(&customer).is_null() {
        return Err(missing("customer", &customer));
    }
    let id = books.name("bps");
    let fields = json!({"customer": customer, "return_url": form["return_url"],
        "url": format!("{}/p/session/{id}", state.address), "locale": null, "configuration": "bpc_Fake1"});
    Ok(object(state, books, "billing_portal.session", &id, fields))
}

/// What a change of price would be charged: the rest of the period at the new price, less that at the old, by the second.
fn preview(state: &State, books: &mut Books, form: &Value) -> Answer {
    known("invoices/create_preview", form)?;
    let id = needed(form, "subscription")?;
    let entity = books.get(&id).clone();
    if entity.is_null() {
        return Err(missing("subscription", &id));
    }
    let details = &form["subscription_details"];
    let wanted = needed(&details["items"][0], "price")?;
    let price = books.get(&wanted).clone();
    if price.is_null() {
        return Err(missing("price", &wanted));
    }
    let item = &entity["items"]["data"][0];
    let [start, end] =
        ["current_period_start", "current_period_end"].map(|name| item[name].as_i64().unwrap_or(0));
    let at = whole(details, "proration_date")?.unwrap_or((state.clock)()).clamp(start, end);
    let share = |price: &Value| {
        let amount = i128::from(price["unit_amount"].as_i64().unwrap_or_default());
        let (left, all) = (i128::from(end - at), i128::from((end - start).max(1)));
        i64::try_from((amount * left * 2 + all) / (all * 2)).unwrap_or_default()
    };
    let line = |amount: i64| {
        json!({"object": "line_item", "amount": amount, "currency": price["currency"],
            "parent": {"type": "subscription_item_details", "subscription_item_details": {"proration": true}},
            "period": {"start": at, "end": end}})
    };
    let lines = [line(-share(&item["price"])), line(share(&price))];
    let total = share(&price) - share(&item["price"]);
    Ok(json!({"id": "upcoming_in_Fake", "object": "invoice", "billing_reason": "subscription_update",
        "currency": price["currency"], "total": total, "amount_due": total.max(0), "amount_paid": 0, "status": "draft",
        "customer": entity["customer"], "lines": {"object": "list", "has_more": false, "data": lines}}))
}
