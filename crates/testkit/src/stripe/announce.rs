//! Events: in the envelope of the pinned version, signed as Stripe signs them.

use serde_json::{Value, json};

use super::{API_VERSION, Books, State};
use crate::razorpay::sign;

/// Something that happened, as it is announced.
#[derive(Clone, Debug)]
pub struct Event {
    /// The same for every copy.
    pub id: String,
    /// e.g. `invoice.paid`.
    pub kind: String,
    /// What is sent, byte for byte.
    pub body: String,
}

impl Event {
    /// The header of a delivery that is signed at `seconds` with each of `secrets`, as while they are changed.
    #[must_use]
    pub fn signature(&self, secrets: &[&str], seconds: i64) -> String {
        let message = format!("{seconds}.{}", self.body);
        let mut header = format!("t={seconds}");
        for secret in secrets {
            header.push_str(&format!(",v1={}", sign(secret, message.as_bytes())));
        }
        header
    }

    /// Sends it once, signed by `secret` at `seconds`, and answers the status.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn deliver(&self, client: &reqwest::Client, url: &str, secret: &str, seconds: i64) -> u16 {
        let request = client.post(url).header("content-type", "application/json; charset=utf-8");
        let request = request.header("stripe-signature", self.signature(&[secret], seconds));
        request.body(self.body.clone()).send().await.expect("the receiver answers").status().as_u16()
    }

    /// Another event with a change in its body: what a confused vendor would send.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Value)) -> Event {
        let mut body: Value = serde_json::from_str(&self.body).expect("an event of ours is JSON");
        let id = format!("{}x", self.id);
        body["id"] = json!(id);
        change(&mut body);
        Event { body: body.to_string(), id, ..self.clone() }
    }
}

/// Writes down that something happened to an object.
pub(super) fn happened(state: &State, books: &mut Books, kind: &str, about: &str) {
    let object = books.get(about).clone();
    let id = books.name("evt");
    let event = json!({
        "id": id, "object": "event", "api_version": API_VERSION, "created": (state.clock)(), "livemode": false,
        "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null}, "type": kind,
        "data": {"object": object},
    });
    books.events.push(Event { id: id.clone(), kind: kind.to_owned(), body: event.to_string() });
    books.put(&id, event);
}
