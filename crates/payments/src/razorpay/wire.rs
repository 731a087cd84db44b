//! Razorpay's entities, read with all their traps: `notes` that are a list, `captured` that is a text, fields that are
//! null, empty or missing.

use domain::{
    payment::{Amount, dispute},
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

/// A payment entity; nothing without a name.
pub(super) fn payment(entity: &Value) -> Option<PaymentFacts> {
    let state = match entity.get("status").and_then(Value::as_str) {
        // A refund is told by its own events; the payment was captured before.
        Some("captured" | "refunded") => PaymentState::Captured,
        Some("authorized") => PaymentState::Authorised,
        Some("failed") => PaymentState::Failed,
        _ => PaymentState::Begun,
    };
    Some(PaymentFacts {
        id: text(entity, "id")?,
        charge_id: None,
        opened: text(entity, "order_id"),
        reference: note(entity, "notes", REFERENCE),
        of_subscription: text(entity, "invoice_id").is_some(),
        amount: amount(entity, "amount"),
        state,
        method: text(entity, "method"),
        payer: text(entity, "vpa").or_else(|| text(entity, "contact")),
        failure: text(entity, "error_reason").or_else(|| text(entity, "error_code")),
        failure_text: text(entity, "error_description"),
    })
}

/// What a payment was taken from.
pub(super) fn method(entity: &Value) -> Option<MethodFacts> {
    let card = entity.get("card").unwrap_or(&Value::Null);
    Some(MethodFacts {
        kind: text(entity, "method")?,
        brand: text(card, "network"),
        last4: text(card, "last4"),
        expires: None,
        account: text(entity, "vpa"),
    })
}

/// The payment of a paid invoice of a subscription; nothing for an invoice that is not paid.
pub(super) fn paid_invoice(entity: &Value) -> Option<PaymentFacts> {
    if entity.get("status").and_then(Value::as_str) != Some("paid") {
        return None;
    }
    Some(PaymentFacts {
        id: text(entity, "payment_id")?,
        charge_id: None,
        opened: text(entity, "order_id"),
        reference: None,
        of_subscription: true,
        amount: amount(entity, "amount_paid").or_else(|| amount(entity, "amount")),
        state: PaymentState::Captured,
        method: None,
        payer: None,
        failure: None,
        failure_text: None,
    })
}

/// A subscription entity, with what its status says.
pub(super) fn subscription(entity: &Value) -> SubscriptionFacts {
    let event = match entity.get("status").and_then(Value::as_str) {
        Some("authenticated") => Some(Event::Authorised),
        Some("pending") => Some(Event::ChargeFailed),
        Some("halted") => Some(Event::RetriesExhausted),
        Some("paused") => Some(Event::Paused),
        Some("cancelled") => Some(Event::Cancelled),
        Some("completed") => Some(Event::Completed),
        Some("expired") => Some(Event::Expired),
        // `active` says nothing about money: its charges do.
        Some("active") => Some(Event::Resumed),
        _ => None,
    };
    SubscriptionFacts {
        id: text(entity, "id"),
        reference: note(entity, "notes", REFERENCE),
        period: instant(entity, "current_start").zip(instant(entity, "current_end")),
        next_charge: instant(entity, "charge_at"),
        charges_left: entity.get("remaining_count").and_then(Value::as_i64),
        method: text(entity, "payment_method"),
        payer: None,
        event,
    }
}

/// A refund entity, with the payment it came with; nothing without the name of its payment.
pub(super) fn refund(entity: &Value, payment: Option<&Value>) -> Option<RefundFacts> {
    let state = match entity.get("status").and_then(Value::as_str) {
        Some("processed") => RefundState::Processed,
        Some("failed") => RefundState::Failed,
        _ => RefundState::Pending,
    };
    let total = payment.and_then(|payment| {
        let minor = payment.get("amount_refunded")?.as_i64()?;
        Some(Amount { minor, currency: amount(payment, "amount")?.currency })
    });
    Some(RefundFacts {
        id: text(entity, "id"),
        reference: note(entity, "notes", REFERENCE),
        payment: text(entity, "payment_id")?,
        total,
        state,
    })
}

/// A dispute entity; nothing without its name and that of its payment. In the phases `fraud` and `retrieval` the bank
/// only asks (razorpay.com/docs/api/disputes/entity, read 2026-11); what has been deducted is told once it is lost.
pub(super) fn dispute(entity: &Value) -> Option<DisputeFacts> {
    let asks = matches!(entity.get("phase").and_then(Value::as_str), Some("fraud" | "retrieval"));
    let status = match entity.get("status").and_then(Value::as_str)? {
        "won" => dispute::Status::Won,
        "lost" => dispute::Status::Lost,
        "closed" => dispute::Status::Closed,
        // `open`, `under_review`, and what there may be yet: undecided.
        _ if asks => dispute::Status::Inquiry,
        _ => dispute::Status::Open,
    };
    let deducted = amount(entity, "amount_deducted").filter(|amount| amount.minor > 0);
    Some(DisputeFacts {
        id: text(entity, "id")?,
        payment: text(entity, "payment_id")?,
        status,
        amount: deducted.filter(|_| status == dispute::Status::Lost).or_else(|| amount(entity, "amount")),
        reason: text(entity, "reason_code"),
        respond_by: instant(entity, "respond_by"),
    })
}
