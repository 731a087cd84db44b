//! What Stripe announces.
//!
//! Signed over `time.body` with the endpoint's secret as text; during a change of secrets a header carries two
//! signatures. The time has to be within five minutes of ours in both directions, which the official clients only ask
//! for the past.

use domain::{
    subscription::state::Event,
    time::{MINUTE_MS, Millis, SECOND_MS},
};
use providers::http::Secret;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::wire;
use crate::{
    WEBHOOK_BYTES_MAX, WebhookRefused,
    facts::{Announcement, Notice, SubscriptionFacts},
    signature,
    value::{instant, text},
};

/// How far its clock may be from ours.
const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Characters of the header: a time and a few signatures.
const HEADER_CHARACTERS_MAX: usize = 1_000;

/// The announcement's name, if it is Stripe's.
pub(super) fn verify(
    secrets: &[Secret],
    headers: &HeaderMap,
    body: &[u8],
    now: Millis,
) -> Result<String, WebhookRefused> {
    let malformed = WebhookRefused::Malformed("stripe-signature");
    if body.len() > WEBHOOK_BYTES_MAX {
        return Err(WebhookRefused::Malformed("the body is too large"));
    }
    let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).ok_or(malformed)?;
    if header.len() > HEADER_CHARACTERS_MAX {
        return Err(malformed);
    }
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, value)| value).ok_or(malformed)?;
    let seconds: i64 = time.parse().map_err(|_| malformed)?;
    let mut message = format!("{time}.").into_bytes();
    message.extend_from_slice(body);
    let believed = parts()
        .filter(|(name, _)| *name == "v1")
        .any(|(_, proof)| signature::verifies(secrets, &message, proof));
    if !believed {
        return Err(WebhookRefused::Forged);
    }
    if now.since_ms(Millis(seconds.saturating_mul(SECOND_MS))).saturating_abs() > TOLERANCE_MS {
        return Err(WebhookRefused::Stale);
    }
    let body: Value = serde_json::from_slice(body).map_err(|_| WebhookRefused::Malformed("the body"))?;
    if body["object"] != "event" {
        return Err(WebhookRefused::Malformed("not an event of the first version"));
    }
    text(&body, "id").filter(|id| id.len() <= 200).ok_or(WebhookRefused::Malformed("its name"))
}

/// Reads a body whose signature was verified.
pub(crate) fn read(body: &[u8]) -> Result<Announcement, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| format!("it is not JSON: {error}"))?;
    let kind = text(&body, "type").ok_or("it names no type")?;
    // Each version has shapes of its own, and a webhook endpoint its own version.
    if let Some(other) = text(&body, "api_version").filter(|version| version != super::API_VERSION) {
        return Err(format!("it is of version {other}; set the webhook's version to {}", super::API_VERSION));
    }
    let object = &body["data"]["object"];
    if !object.is_object() {
        return Err("it holds no object".into());
    }
    let about =
        |event, subscription: SubscriptionFacts| Notice::Subscription { event, subscription, charge: None };
    let notice = match kind.as_str() {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => session(&kind, object),
        "invoice.paid" => match wire::paid_invoice(object) {
            None => Notice::Other,
            Some(charge) => Notice::Subscription {
                event: Event::Charged,
                subscription: wire::invoice_subscription(object),
                charge: Some(charge),
            },
        },
        // The same charge with the name that refunds use; what was bought came with the invoice.
        "invoice_payment.paid" => wire::invoice_payment(object).map_or(Notice::Other, Notice::Payment),
        "invoice.payment_failed" => about(Event::ChargeFailed, wire::invoice_subscription(object)),
        "customer.subscription.deleted" => about(Event::Cancelled, wire::subscription(object)),
        "customer.subscription.updated" => {
            let subscription = wire::subscription(object);
            match subscription.event {
                Some(event) => about(event, subscription),
                None => Notice::Other,
            }
        }
        "charge.refunded" => {
            Notice::Refund(wire::refunded_charge(object).ok_or("it tells no refunded amount")?)
        }
        "refund.failed" => Notice::Refund(wire::refund(object).ok_or("it names no payment")?),
        "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed" => {
            Notice::Dispute(wire::dispute(object).ok_or("it names no dispute of a payment")?)
        }
        _ => Notice::Other,
    };
    Ok(Announcement { kind, at: instant(&body, "created"), notice })
}

fn session(kind: &str, object: &Value) -> Notice {
    if let Some(mut facts) = wire::session_payment(object) {
        if kind == "checkout.session.async_payment_failed" {
            facts.state = crate::facts::PaymentState::Lost;
            facts.failure = Some("payment_failed".to_owned());
        }
        return Notice::Payment(facts);
    }
    let subscription = wire::session_subscription(object);
    match subscription.event {
        Some(event) => Notice::Subscription { event, subscription, charge: None },
        None => Notice::Other,
    }
}

#[cfg(test)]
mod tests {
    use domain::payment::Amount;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const BODY: &str = r#"{"id":"evt_test_1","object":"event","api_version":"2026-10-28.endive","created":1700000000,"livemode":false,"type":"checkout.session.completed","data":{"object":{"id":"cs_test_1","object":"checkout.session","payment_status":"paid"}}}"#;
    const SIGNATURE: &str = "7b955e35cf4e8003afba7fad41ceb776f19bc34810c5eb67bf5731993aadd07b";
    const AT: Millis = Millis(1_700_000_000_000);

    fn of(header: &str, body: &str, now: Millis) -> Result<String, WebhookRefused> {
        let mut headers = HeaderMap::new();
        headers.insert("stripe-signature", header.parse().unwrap());
        verify(&[Secret::new("newer"), Secret::new("whsec_test_secret")], &headers, body.as_bytes(), now)
    }

    #[test]
    fn the_vector_is_believed_within_five_minutes_of_now() {
        let header = format!("t=1700000000,v1={SIGNATURE}");
        assert_eq!(of(&header, BODY, AT).as_deref(), Ok("evt_test_1"));
        for (shift, expected) in [
            (TOLERANCE_MS, Ok(())),
            (TOLERANCE_MS + 1, Err(WebhookRefused::Stale)),
            (-TOLERANCE_MS, Ok(())),
            (-TOLERANCE_MS - 1, Err(WebhookRefused::Stale)),
        ] {
            assert_eq!(of(&header, BODY, AT.plus_ms(shift)).map(|_| ()), expected, "{shift}");
        }
        let two = format!("t=1700000000,v1={},v1={SIGNATURE},v0=x", "0".repeat(64));
        assert!(of(&two, BODY, AT).is_ok());
    }

    #[test]
    fn forgeries_are_refused() {
        let forged = Err(WebhookRefused::Forged);
        let malformed = Err(WebhookRefused::Malformed("stripe-signature"));
        assert_eq!(of(&format!("t=1700000001,v1={SIGNATURE}"), BODY, AT), forged);
        assert_eq!(of(&format!("t=1700000000,v0={SIGNATURE}"), BODY, AT), forged);
        assert_eq!(of(&format!("t=1700000000,v1={SIGNATURE}"), &BODY.replace("paid", "unpaid"), AT), forged);
        assert_eq!(of(&format!("v1={SIGNATURE}"), BODY, AT), malformed);
        assert_eq!(of(&format!("t=soon,v1={SIGNATURE}"), BODY, AT), malformed);
        assert_eq!(of("", BODY, AT), malformed);
    }

    #[test]
    fn an_invoice_says_which_period_of_which_subscription_was_paid() {
        let event = json!({"id": "evt_2", "object": "event", "type": "invoice.paid", "created": 1_700_000_000, "data": {
            "object": {"id": "in_1", "billing_reason": "subscription_cycle", "amount_paid": 1_799, "currency": "usd",
            "parent": {"subscription_details": {"subscription": "sub_1", "metadata": {"marty_reference": "sbn_1"}}},
            "lines": {"data": [{"period": {"start": 1_700_000_000, "end": 1_700_000_000}},
                {"period": {"start": 1_700_000_000, "end": 1_702_592_000}}]}}}});
        let Notice::Subscription { event: what, subscription, charge } =
            read(event.to_string().as_bytes()).unwrap().notice
        else {
            panic!()
        };
        assert_eq!((what, subscription.reference.as_deref()), (Event::Charged, Some("sbn_1")));
        assert_eq!(subscription.period.unwrap().1, Millis(1_702_592_000_000));
        assert_eq!(charge.unwrap().amount, Some(Amount::usd(1_799)));
        // A period of nothing brings nothing, and a proration of Stripe's own is none of ours.
        for (field, value) in [("amount_paid", json!(0)), ("billing_reason", json!("subscription_update"))] {
            let mut event = event.clone();
            event["data"]["object"][field] = value;
            assert_eq!(read(event.to_string().as_bytes()).unwrap().notice, Notice::Other);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(at in 0usize..BODY.len(), byte: u8, header in ".{0,100}") {
            let mut body = BODY.as_bytes().to_vec();
            body[at] = byte;
            let _ = read(&body);
            if let Ok(value) = header.parse() {
                let mut headers = HeaderMap::new();
                headers.insert("stripe-signature", value);
                prop_assert!(verify(&[Secret::new("s")], &headers, &body, AT).is_err());
            }
        }
    }
}
