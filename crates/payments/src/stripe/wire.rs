//! Stripe's objects in the shape of the pinned version: periods on items, an invoice's subscription under its parent.

use domain::{
    payment::{Amount, Currency, dispute},
    subscription::state::Event,
};
use serde_json::Value;

use super::REFERENCE;
use crate::{
    facts::{
        DisputeFacts, MethodFacts, PaymentFacts, PaymentState, RefundFacts, RefundState, SubscriptionFacts,
    },
    value::{amount, instant, note, text},
};

/// The payment of a Checkout session in mode `payment`; nothing for other modes.
pub(super) fn session_payment(session: &Value) -> Option<PaymentFacts> {
    if text(session, "mode")? != "payment" {
        return None;
    }
    let id = text(session, "id")?;
    // A name alone, or the payment itself where it was asked for.
    let intent = &session["payment_intent"];
    let state = match (text(session, "payment_status").as_deref(), text(session, "status").as_deref()) {
        (Some("paid"), _) => PaymentState::Captured,
        (_, Some("expired")) => PaymentState::Failed,
        // A slow method: the page was finished, and the money is on its way unless its payment waits for another try.
        (Some("unpaid"), Some("complete")) => match text(intent, "status").as_deref() {
            Some("requires_payment_method" | "canceled") => PaymentState::Lost,
            _ => PaymentState::Authorised,
        },
        _ => PaymentState::Begun,
    };
    Some(PaymentFacts {
        charge_id: text(session, "payment_intent").or_else(|| text(intent, "id")),
        opened: Some(id.clone()),
        reference: text(session, "client_reference_id").or_else(|| note(session, "metadata", REFERENCE)),
        of_subscription: false,
        amount: amount(session, "amount_total"),
        state,
        method: None,
        payer: None,
        failure: match state {
            PaymentState::Failed => Some("expired".to_owned()),
            PaymentState::Lost => Some("payment_failed".to_owned()),
            _ => None,
        },
        failure_text: None,
        id,
    })
}

/// A session in mode `subscription` whose page was not finished.
pub(super) fn session_subscription(session: &Value) -> SubscriptionFacts {
    let event = match text(session, "status").as_deref() {
        Some("expired") => Some(Event::Expired),
        Some("complete") => Some(Event::Authorised),
        _ => None,
    };
    SubscriptionFacts {
        id: text(session, "subscription"),
        reference: text(session, "client_reference_id").or_else(|| note(session, "metadata", REFERENCE)),
        period: None,
        next_charge: None,
        charges_left: None,
        method: None,
        payer: None,
        event,
    }
}

/// A subscription, with what its status says.
pub(super) fn subscription(object: &Value) -> SubscriptionFacts {
    let item = &object["items"]["data"][0];
    let period = instant(item, "current_period_start").zip(instant(item, "current_period_end"));
    let paused = object.get("pause_collection").is_some_and(|value| !value.is_null());
    let event = match object.get("status").and_then(Value::as_str) {
        Some("active" | "trialing" | "past_due") if paused => Some(Event::Paused),
        Some("active") => Some(Event::Resumed),
        Some("trialing") => Some(Event::Authorised),
        Some("past_due") => Some(Event::ChargeFailed),
        Some("unpaid") => Some(Event::RetriesExhausted),
        Some("paused") => Some(Event::Paused),
        Some("canceled") => Some(Event::Cancelled),
        Some("incomplete_expired") => Some(Event::Expired),
        _ => None,
    };
    SubscriptionFacts {
        id: text(object, "id"),
        reference: note(object, "metadata", REFERENCE),
        next_charge: period.map(|(_, end)| end),
        period,
        charges_left: None,
        method: None,
        payer: None,
        event,
    }
}

/// The charge of a paid invoice of a subscription; nothing for other invoices and for those of nothing.
pub(super) fn paid_invoice(invoice: &Value) -> Option<PaymentFacts> {
    let reason = text(invoice, "billing_reason")?;
    // Changes of plan are paid apart, so an invoice for one is none of ours.
    if !matches!(reason.as_str(), "subscription_create" | "subscription_cycle") {
        return None;
    }
    let paid = amount(invoice, "amount_paid").filter(|amount| amount.minor > 0);
    if invoice.get("amount_paid").and_then(Value::as_i64) == Some(0) {
        return None;
    }
    let intent = &invoice["payments"]["data"][0]["payment"];
    Some(PaymentFacts {
        id: text(invoice, "id")?,
        charge_id: text(intent, "payment_intent"),
        opened: None,
        reference: None,
        of_subscription: true,
        amount: paid,
        state: PaymentState::Captured,
        method: None,
        payer: None,
        failure: None,
        failure_text: None,
    })
}

/// What paid an invoice of a subscription: the one event that tells it unasked.
pub(super) fn invoice_payment(object: &Value) -> Option<PaymentFacts> {
    Some(PaymentFacts {
        id: text(object, "invoice")?,
        charge_id: Some(text(&object["payment"], "payment_intent")?),
        opened: None,
        reference: None,
        of_subscription: true,
        amount: amount(object, "amount_paid"),
        state: PaymentState::Captured,
        method: None,
        payer: None,
        failure: None,
        failure_text: None,
    })
}

/// A payment method that was expanded; nothing for a name alone.
pub(super) fn method(object: &Value) -> Option<MethodFacts> {
    let kind = text(object, "type")?;
    let of = object.get(&kind).unwrap_or(&Value::Null);
    let number =
        |name: &str| of.get(name).and_then(Value::as_i64).and_then(|value| u16::try_from(value).ok());
    Some(MethodFacts {
        brand: text(of, "brand"),
        last4: text(of, "last4"),
        expires: number("exp_month").zip(number("exp_year")),
        account: text(of, "vpa").or_else(|| text(of, "email")),
        kind,
    })
}

/// The subscription of an invoice, as far as the invoice tells.
pub(super) fn invoice_subscription(invoice: &Value) -> SubscriptionFacts {
    let details = &invoice["parent"]["subscription_details"];
    let line = invoice["lines"]["data"].as_array().and_then(|lines| {
        // The line of the plan is the one that lasts longest; what is paid at once has no length.
        lines.iter().max_by_key(|line| {
            let period = &line["period"];
            period["end"].as_i64().unwrap_or(0) - period["start"].as_i64().unwrap_or(0)
        })
    });
    let period = line.and_then(|line| instant(&line["period"], "start").zip(instant(&line["period"], "end")));
    SubscriptionFacts {
        id: text(details, "subscription"),
        reference: note(details, "metadata", REFERENCE),
        next_charge: period.map(|(_, end)| end),
        period,
        charges_left: None,
        method: None,
        payer: None,
        event: None,
    }
}

/// A refund that was asked for.
pub(super) fn refund(object: &Value) -> Option<RefundFacts> {
    let state = match object.get("status").and_then(Value::as_str) {
        Some("succeeded") => RefundState::Processed,
        Some("failed" | "canceled") => RefundState::Failed,
        _ => RefundState::Pending,
    };
    let payment = text(object, "payment_intent").or_else(|| text(object, "charge"))?;
    // The charge itself, where it was asked for.
    let total = object.get("charge").and_then(refunded_charge).and_then(|charge| charge.total);
    let reference = note(object, "metadata", REFERENCE);
    Some(RefundFacts { id: text(object, "id"), reference, payment, total, state })
}

/// A dispute; nothing without its name and that of its payment. `warning_…` is an inquiry: no money moves
/// (docs.stripe.com/disputes, stripe-node 23.1.0 `Disputes.d.ts`).
pub(super) fn dispute(object: &Value) -> Option<DisputeFacts> {
    let status = match object.get("status").and_then(Value::as_str)? {
        "warning_needs_response" | "warning_under_review" => dispute::Status::Inquiry,
        "warning_closed" | "prevented" => dispute::Status::Closed,
        "won" => dispute::Status::Won,
        "lost" => dispute::Status::Lost,
        // `needs_response`, `under_review`, and what there may be yet: undecided.
        _ => dispute::Status::Open,
    };
    Some(DisputeFacts {
        id: text(object, "id")?,
        payment: text(object, "payment_intent").or_else(|| text(object, "charge"))?,
        status,
        amount: amount(object, "amount"),
        reason: text(object, "reason"),
        respond_by: object.get("evidence_details").and_then(|details| instant(details, "due_by")),
    })
}

/// A charge of which something went back: it tells the sum.
pub(super) fn refunded_charge(charge: &Value) -> Option<RefundFacts> {
    let minor = charge.get("amount_refunded")?.as_i64()?;
    let currency = Currency::parse(charge.get("currency")?.as_str()?)?;
    let payment = text(charge, "payment_intent").or_else(|| text(charge, "id"))?;
    let total = Some(Amount { minor, currency });
    Some(RefundFacts { id: None, reference: None, payment, total, state: RefundState::Processed })
}
