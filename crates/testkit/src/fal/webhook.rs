//! Webhooks, signed with a key of the fake's own.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::exchange::Reply;

/// Signs webhooks.
pub(super) struct Signer {
    pair: Ed25519KeyPair,
}

impl Signer {
    /// A key pair; equal numbers give equal keys.
    pub(super) fn new(number: u8) -> Signer {
        Signer { pair: Ed25519KeyPair::from_seed_unchecked(&[number; 32]).expect("any 32 bytes are a seed") }
    }

    /// The headers of a delivery, signed for this second.
    pub(super) fn headers(
        &self,
        request_id: &str,
        unix_seconds: i64,
        body: &[u8],
    ) -> Vec<(&'static str, String)> {
        const USER: &str = "fake-user";
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let message = format!("{request_id}\n{USER}\n{unix_seconds}\n{}", hex(&Sha256::digest(body)));
        vec![
            ("x-fal-webhook-request-id", request_id.to_owned()),
            ("x-fal-webhook-user-id", USER.to_owned()),
            ("x-fal-webhook-timestamp", unix_seconds.to_string()),
            ("x-fal-webhook-signature", hex(self.pair.sign(message.as_bytes()).as_ref())),
        ]
    }
}

/// The published key set.
pub(super) fn keys(signer: &Signer) -> Reply {
    let x = BASE64_URL_SAFE_NO_PAD.encode(signer.pair.public_key());
    Reply::json(200, &json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]}))
}

/// Delivers once and answers the receiver's status; `None` when there was no answer.
pub(super) async fn deliver(
    client: &reqwest::Client,
    signer: &Signer,
    receiver: &str,
    request_id: &str,
    body: &Bytes,
) -> Option<u16> {
    let seconds = unix_seconds();
    let mut request = client.post(receiver).header("content-type", "application/json");
    for (name, value) in signer.headers(request_id, seconds, body) {
        request = request.header(name, value);
    }
    let response = request.body(body.clone()).send().await.ok()?;
    Some(response.status().as_u16())
}

#[expect(clippy::disallowed_methods, reason = "a vendor of its own has a clock of its own")]
fn unix_seconds() -> i64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        extract::State,
        http::{HeaderMap, StatusCode},
        routing::post,
    };
    use ring::signature::{ED25519, UnparsedPublicKey};
    use serde_json::Value;
    use tokio::sync::mpsc;

    use super::*;
    use crate::fal::{FakeFal, Plan};

    type Inbox = mpsc::UnboundedSender<(HeaderMap, Bytes)>;

    /// A server that keeps what is delivered to it; answers its address.
    async fn receiver() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
        let (inbox, delivered) = mpsc::unbounded_channel();
        let keep = |State(inbox): State<Inbox>, headers: HeaderMap, body: Bytes| async move {
            let _ = inbox.send((headers, body));
            StatusCode::NO_CONTENT
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(keep)).with_state(inbox);
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address, delivered)
    }

    fn is_signed(signer: &Signer, headers: &HeaderMap, body: &[u8]) -> bool {
        let text = |name: &str| headers[name].to_str().unwrap().to_owned();
        let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
        let (id, user) = (text("x-fal-webhook-request-id"), text("x-fal-webhook-user-id"));
        let message = format!("{id}\n{user}\n{}\n{digest}", text("x-fal-webhook-timestamp"));
        let hex = text("x-fal-webhook-signature");
        let signature: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        let key = UnparsedPublicKey::new(&ED25519, signer.pair.public_key().as_ref());
        key.verify(message.as_bytes(), &signature).is_ok()
    }

    #[tokio::test]
    async fn an_ended_request_is_announced_as_often_as_planned() {
        let (fake, (address, mut delivered)) = (FakeFal::start().await, receiver().await);
        fake.plan(Plan { webhook_copies: 2, ..Plan::default() });
        let url = reqwest::Url::parse_with_params(
            &format!("{}/fal-ai/flux/schnell", fake.address),
            [("fal_webhook", address.as_str())],
        );
        let request = crate::client().post(url.unwrap()).header("authorization", "Key any");
        let answer: Value =
            request.json(&json!({"prompt": "a fox"})).send().await.unwrap().json().await.unwrap();
        let request_id = answer["request_id"].as_str().unwrap();
        for _ in 0..2 {
            let (headers, body) = delivered.recv().await.unwrap();
            assert!(is_signed(&Signer::new(1), &headers, &body));
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((&body["request_id"], &body["status"]), (&answer["request_id"], &json!("OK")));
            assert!(body["payload"]["images"][0]["url"].is_string());
        }
        assert_eq!(fake.announce(request_id, &address, true).await, 204);
        let (headers, body) = delivered.recv().await.unwrap();
        assert!(!is_signed(&Signer::new(1), &headers, &body), "a forged one is signed by somebody else");
    }
}
