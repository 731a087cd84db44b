//! Webhooks, signed with a key of the fake's own.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;
use server::env::Env;
use sha2::{Digest, Sha256};

use super::serve::Reply;

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
    let seconds = Env::system().now().0 / 1_000;
    let mut request = client.post(receiver).header("content-type", "application/json");
    for (name, value) in signer.headers(request_id, seconds, body) {
        request = request.header(name, value);
    }
    let response = request.body(body.clone()).send().await.ok()?;
    Some(response.status().as_u16())
}
