//! Disputes: a customer's bank asks for the money of a payment, and decides (razorpay.com/docs/api/disputes/entity).

use serde_json::{Value, json};

use super::{Books, State, announce::happened};

/// Seconds in which evidence is taken.
const RESPOND_SECONDS: i64 = 6 * 86_400;

pub(super) fn open(state: &State, books: &mut Books, payment: &str, amount: i64, phase: &str) -> String {
    let (id, now) = (books.name("disp"), (state.clock)());
    let currency = books.payments.get(payment).map_or(Value::Null, |one| one["currency"].clone());
    let dispute = json!({
        "id": id, "entity": "dispute", "payment_id": payment, "amount": amount, "currency": currency,
        "amount_deducted": 0, "gateway_dispute_id": null, "reason_code": "chargeback_customer_disputes",
        "reason_description": "The customer disputes the payment.", "respond_by": now + RESPOND_SECONDS, "status": "open",
        "phase": phase, "created_at": now,
        "evidence": {"amount": amount, "summary": null, "shipping_proof": null, "billing_proof": null,
            "cancellation_proof": null, "customer_communication": null, "proof_of_service": null,
            "explanation_letter": null, "refund_confirmation": null, "access_activity_log": null,
            "refund_cancellation_policy": null, "term_and_conditions": null, "others": null, "submitted_at": null},
    });
    books.disputes.insert(id.clone(), dispute);
    happened(state, books, "payment.dispute.created", &[payment, &id]);
    id
}

pub(super) fn decide(state: &State, books: &mut Books, id: &str, status: &str) {
    let Some(one) = books.disputes.get_mut(id) else { return };
    one["status"] = json!(status);
    if status == "lost" {
        one["amount_deducted"] = one["amount"].clone();
    }
    let payment = one["payment_id"].as_str().unwrap_or_default().to_owned();
    happened(state, books, &format!("payment.dispute.{status}"), &[&payment, id]);
}
