//! What Razorpay announces.
//!
//! Signed with the webhook's secret over the raw body. There is no time in the signature, so the only defence against a
//! repeated announcement is that its name is remembered for ever; the name is in a header only.

use domain::subscription::state::Event;
use providers::http::Secret;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::wire;
use crate::{
    WEBHOOK_BYTES_MAX, WebhookRefused,
    facts::{Announcement, Notice, PaymentFacts},
    signature,
    value::{instant, text},
};

/// Characters of an event's name.
const EVENT_ID_CHARACTERS_MAX: usize = 200;

/// The announcement's name, if it is Razorpay's.
pub(super) fn verify(secrets: &[Secret], headers: &HeaderMap, body: &[u8]) -> Result<String, WebhookRefused> {
    let header = |name: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| !value.is_empty() && value.len() <= EVENT_ID_CHARACTERS_MAX)
    };
    if body.len() > WEBHOOK_BYTES_MAX {
        return Err(WebhookRefused::Malformed("the body is too large"));
    }
    let proof = header("x-razorpay-signature").ok_or(WebhookRefused::Malformed("x-razorpay-signature"))?;
    if !signature::verifies(secrets, body, proof) {
        return Err(WebhookRefused::Forged);
    }
    let id = header("x-razorpay-event-id").ok_or(WebhookRefused::Malformed("x-razorpay-event-id"))?;
    Ok(id.to_owned())
}

/// Reads a body whose signature was verified.
pub(crate) fn read(body: &[u8]) -> Result<Announcement, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| format!("it is not JSON: {error}"))?;
    let kind = text(&body, "event").ok_or("it names no event")?;
    let entity = |name: &str| body["payload"][name].get("entity");
    let payment = || entity("payment").and_then(wire::payment);
    let notice = match kind.as_str() {
        "payment.authorized" | "payment.captured" | "payment.failed" | "order.paid" => {
            let mut facts = payment().ok_or("it names no payment")?;
            if kind == "order.paid" {
                let order = entity("order").ok_or("it names no order")?;
                facts.opened = text(order, "id").or(facts.opened);
                facts.reference = text(order, "receipt").or(facts.reference);
            }
            Notice::Payment(facts)
        }
        "refund.created" | "refund.processed" | "refund.failed" => {
            let refund = entity("refund").ok_or("it names no refund")?;
            Notice::Refund(wire::refund(refund, entity("payment")).ok_or("it names no payment")?)
        }
        kind if kind.starts_with("payment.dispute.") => {
            let dispute = entity("dispute").and_then(wire::dispute);
            Notice::Dispute(dispute.ok_or("it names no dispute of a payment")?)
        }
        _ => match subscription_event(&kind) {
            None => Notice::Other,
            Some(event) => subscription(event, entity("subscription"), payment())?,
        },
    };
    Ok(Announcement { kind, at: instant(&body, "created_at"), notice })
}

fn subscription_event(kind: &str) -> Option<Event> {
    Some(match kind {
        "subscription.authenticated" | "subscription.activated" => Event::Authorised,
        "subscription.charged" => Event::Charged,
        "subscription.pending" => Event::ChargeFailed,
        "subscription.halted" => Event::RetriesExhausted,
        "subscription.paused" => Event::Paused,
        "subscription.resumed" => Event::Resumed,
        "subscription.cancelled" => Event::Cancelled,
        "subscription.completed" => Event::Completed,
        _ => return None,
    })
}

fn subscription(
    event: Event,
    entity: Option<&Value>,
    charge: Option<PaymentFacts>,
) -> Result<Notice, String> {
    let mut subscription = wire::subscription(entity.ok_or("it names no subscription")?);
    if subscription.id.is_none() {
        return Err("its subscription has no name".into());
    }
    if event == Event::Charged && charge.is_none() {
        return Err("a charge without a payment".into());
    }
    subscription.payer = charge.as_ref().and_then(|charge| charge.payer.clone());
    let charge = charge.filter(|_| event == Event::Charged);
    Ok(Notice::Subscription { event, subscription, charge })
}

#[cfg(test)]
mod tests {
    use domain::payment::Amount;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::facts::PaymentState;

    const BODY: &str = r#"{"entity":"event","account_id":"acc_TEST0000000001","event":"payment.captured","contains":["payment"],"payload":{"payment":{"entity":{"id":"pay_TEST0000000001","entity":"payment","amount":49900,"currency":"INR","status":"captured","order_id":"order_TEST0000000001","captured":true}}},"created_at":1700000000}"#;
    const SIGNATURE: &str = "6e3b35d685248d0ff837d2527ffa8ddaf1c84bbdc73891dba4f4b969214deff3";

    fn secrets() -> [Secret; 2] {
        [Secret::new("a-newer-secret"), Secret::new("whsec_rzp_test_0123456789")]
    }

    fn headers(signature: &str, id: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-razorpay-signature", signature.parse().unwrap());
        if let Some(id) = id {
            headers.insert("x-razorpay-event-id", id.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_vector_is_believed_and_read() {
        let verified = verify(&secrets(), &headers(SIGNATURE, Some("ev_1")), BODY.as_bytes());
        assert_eq!(verified.as_deref(), Ok("ev_1"));
        let read = read(BODY.as_bytes()).unwrap();
        assert_eq!((read.kind.as_str(), read.at.unwrap().0), ("payment.captured", 1_700_000_000_000));
        let Notice::Payment(facts) = read.notice else { panic!("{read:?}") };
        assert_eq!(facts.amount, Some(Amount::inr(49_900)));
        assert_eq!(
            (facts.state, facts.opened.as_deref()),
            (PaymentState::Captured, Some("order_TEST0000000001"))
        );
    }

    #[test]
    fn forgeries_and_fragments_are_refused() {
        let of =
            |signature: &str, id, body: &str| verify(&secrets(), &headers(signature, id), body.as_bytes());
        let id = Some("ev_1");
        assert_eq!(of(SIGNATURE, id, &BODY.replace("49900", "49901")), Err(WebhookRefused::Forged));
        assert_eq!(of(SIGNATURE, id, &BODY[..300]), Err(WebhookRefused::Forged));
        assert_eq!(of(SIGNATURE, id, &format!("{BODY}\n")), Err(WebhookRefused::Forged));
        assert_eq!(of(&SIGNATURE[..63], id, BODY), Err(WebhookRefused::Forged));
        assert_eq!(of("bm90IGhleA==", id, BODY), Err(WebhookRefused::Forged));
        assert_eq!(of(SIGNATURE, None, BODY), Err(WebhookRefused::Malformed("x-razorpay-event-id")));
        let none = verify(&secrets(), &HeaderMap::new(), BODY.as_bytes());
        assert_eq!(none, Err(WebhookRefused::Malformed("x-razorpay-signature")));
        let other = verify(&secrets()[..1], &headers(SIGNATURE, id), BODY.as_bytes());
        assert_eq!(other, Err(WebhookRefused::Forged));
    }

    #[test]
    fn the_traps_of_official_samples_are_read() {
        let body = json!({
            "event": "subscription.charged", "payload": {
                "subscription": {"entity": {"id": "sub_1", "status": "active", "current_start": 1_700_000_000,
                    "current_end": 1_702_592_000, "charge_at": null, "remaining_count": 0, "notes": []}},
                "payment": {"entity": {"id": "pay_1", "amount": 49_900, "currency": "INR", "status": "captured",
                    "captured": "1", "invoice_id": "inv_1", "order_id": "order_9", "notes": [], "fee": null,
                    "error_code": ""}}},
        });
        let announcement = read(body.to_string().as_bytes()).unwrap();
        assert_eq!(announcement.at, None);
        let Notice::Subscription { event, subscription, charge } = announcement.notice else { panic!() };
        assert_eq!(event, Event::Charged);
        assert_eq!((subscription.reference, subscription.next_charge), (None, None));
        let charge = charge.unwrap();
        assert!(charge.of_subscription && charge.failure.is_none());
        assert_eq!(charge.state, PaymentState::Captured);
    }

    #[test]
    fn a_payment_in_a_foreign_currency_has_no_amount_and_an_unknown_event_is_nothing() {
        let yen = BODY.replace("INR", "JPY");
        let Notice::Payment(facts) = read(yen.as_bytes()).unwrap().notice else { panic!() };
        assert_eq!(facts.amount, None);
        let downtime =
            br#"{"event":"payment.downtime.started","payload":{"payment.downtime":{"entity":{}}}}"#;
        assert_eq!(read(downtime).unwrap().notice, Notice::Other);
        assert!(read(b"{}").is_err() && read(b"").is_err());
        assert!(read(br#"{"event":"payment.captured","payload":{}}"#).is_err());
        assert!(
            read(br#"{"event":"subscription.charged","payload":{"subscription":{"entity":{"id":"s"}}}}"#)
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(cut in 0usize..BODY.len(), byte: u8, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut body = BODY.as_bytes().to_vec();
            body[cut] = byte;
            let _ = read(&body);
            let _ = read(&body[..cut]);
            let _ = read(&bytes);
        }
    }
}
