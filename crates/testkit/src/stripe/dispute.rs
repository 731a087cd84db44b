//! Disputes: a customer's bank asks for the money of a charge, and decides (stripe-node 23.1.0, `Disputes.d.ts`).

use serde_json::{Value, json};

use super::{Books, State, announce::happened};

/// Seconds in which evidence is taken.
const RESPOND_SECONDS: i64 = 9 * 86_400;

pub(super) fn open(state: &State, books: &mut Books, intent: &str, amount: i64, inquiry: bool) -> String {
    let (id, now) = (books.name("dp"), (state.clock)());
    let payment = books.get(intent).clone();
    let status = if inquiry { "warning_needs_response" } else { "needs_response" };
    books.put(
        &id,
        json!({"id": id, "object": "dispute", "amount": amount, "charge": payment["latest_charge"],
            "payment_intent": intent, "currency": payment["currency"], "created": now, "livemode": false,
            "status": status, "reason": "fraudulent", "is_charge_refundable": inquiry, "metadata": {},
            "balance_transactions": [], "enhanced_eligibility_types": [], "evidence": {},
            "evidence_details": {"due_by": now + RESPOND_SECONDS, "has_evidence": false, "past_due": false,
                "submission_count": 0},
            "payment_method_details": {"type": "card", "card": {"brand": "visa", "case_type": "chargeback",
                "network_reason_code": "10.4"}}}),
    );
    happened(state, books, "charge.dispute.created", &id);
    if !inquiry {
        happened(state, books, "charge.dispute.funds_withdrawn", &id);
    }
    id
}

pub(super) fn decide(state: &State, books: &mut Books, id: &str, status: &str) {
    if books.get(id).is_null() {
        return;
    }
    books.set(id, &[("status", Value::from(status))]);
    happened(state, books, "charge.dispute.closed", id);
    if status == "won" {
        happened(state, books, "charge.dispute.funds_reinstated", id);
    }
}
