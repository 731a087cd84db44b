//! Events: signed as Razorpay signs them.

use ring::hmac;
use serde_json::{Value, json};

use super::{Books, State, WEBHOOK_SECRET, model};

/// Something that happened, as it is announced.
#[derive(Clone, Debug)]
pub struct Event {
    /// The same for every copy.
    pub id: String,
    /// e.g. `payment.captured`.
    pub kind: String,
    /// What is sent, byte for byte.
    pub body: String,
}

impl Event {
    /// The headers of a delivery, signed with `secret`.
    #[must_use]
    pub fn headers(&self, secret: &str) -> [(&'static str, String); 3] {
        [
            ("content-type", "application/json".to_owned()),
            ("x-razorpay-event-id", self.id.clone()),
            ("x-razorpay-signature", sign(secret, self.body.as_bytes())),
        ]
    }

    /// Sends it once and answers the status.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn deliver(&self, client: &reqwest::Client, url: &str) -> u16 {
        let mut request = client.post(url).body(self.body.clone());
        for (name, value) in self.headers(WEBHOOK_SECRET) {
            request = request.header(name, value);
        }
        request.send().await.expect("the receiver answers").status().as_u16()
    }

    /// The same event with a change in its body, signed anew: what a confused vendor would send.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Value)) -> Event {
        let mut body: Value = serde_json::from_str(&self.body).expect("an event of ours is JSON");
        change(&mut body);
        Event { body: body.to_string(), id: format!("{}x", self.id), ..self.clone() }
    }
}

/// HMAC-SHA256 in small hexadecimal digits.
#[must_use]
pub fn sign(secret: &str, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, message).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes down that something happened to these entities.
pub(super) fn happened(state: &State, books: &mut Books, kind: &str, about: &[&str]) {
    let mut payload = serde_json::Map::new();
    let mut contains = Vec::new();
    for id in about {
        let Some(entity) = model::find(books, id) else { continue };
        let name = entity["entity"].as_str().unwrap_or_default().to_owned();
        let mut entity = entity.clone();
        // As in the official samples: a text inside events of subscriptions.
        if name == "payment" && kind.starts_with("subscription.") {
            entity["captured"] = json!(if entity["captured"] == true { "1" } else { "0" });
        }
        contains.push(name.clone());
        payload.insert(name, json!({ "entity": entity }));
    }
    let id = books.name("ev");
    let body = json!({
        "entity": "event", "account_id": "acc_Fake0000000001", "event": kind, "contains": contains, "payload": payload,
        "created_at": (state.clock)(),
    });
    books.events.push(Event { id, kind: kind.to_owned(), body: body.to_string() });
}
