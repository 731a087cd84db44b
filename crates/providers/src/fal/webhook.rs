//! fal's webhooks: believed only when they are signed, and even then only a hint to poll now.
//!
//! The signature (Ed25519, as hex) is over four lines: request id, user id, timestamp and the SHA-256
//! of the raw body as lower-case hex. Any key of fal's published key set may have made it; a delivery
//! older or newer than five minutes is refused. Source: fal.ai documentation, inference/webhooks, read
//! 2026-11-22.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::time::{DAY_MS, MINUTE_MS, Millis, SECOND_MS};
use reqwest::header::HeaderMap;
use ring::signature::{ED25519, UnparsedPublicKey};
use sha2::{Digest, Sha256};

use super::wire;
use crate::{WebhookEvent, WebhookRefused};

/// How far a delivery's timestamp may be from now, either way.
const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// How long fetched keys are used without asking again.
pub(super) const KEYS_LIFE_MS: i64 = DAY_MS;
/// An unknown signature may mean new keys; asked for at most this often, so that forgers cannot make us
/// hammer the vendor.
pub(super) const KEYS_REFRESH_MS_MIN: i64 = MINUTE_MS;
/// Bytes of a webhook's body that are read.
pub(super) const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// fal's published keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    keys: Vec<[u8; 32]>,
}

impl Keys {
    /// Reads a JSON Web Key Set; keys of other kinds are skipped.
    ///
    /// # Errors
    /// When it is not a key set, or holds no Ed25519 key.
    pub fn parse(json: &[u8]) -> Result<Keys, &'static str> {
        let set: wire::Jwks = serde_json::from_slice(json).map_err(|_| "this is not a JSON Web Key Set")?;
        let fitting = set.keys.iter().filter(|key| key.kty == "OKP" && key.crv == "Ed25519");
        let decoded = fitting.filter_map(|key| {
            // Some encoders pad although RFC 7515 says not to.
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(key.x.trim_end_matches('=')).ok()?;
            <[u8; 32]>::try_from(bytes).ok()
        });
        let keys: Vec<[u8; 32]> = decoded.collect();
        if keys.is_empty() { Err("the key set holds no Ed25519 key") } else { Ok(Keys { keys }) }
    }
}

/// Verifies and reads a delivery. Pure; the same delivery read twice gives the same event.
///
/// # Errors
/// [`WebhookRefused`]; nothing of a refused delivery may be used.
pub fn parse(
    headers: &HeaderMap,
    body: &[u8],
    keys: &Keys,
    now: Millis,
) -> Result<WebhookEvent, WebhookRefused> {
    let header = |name: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| !value.is_empty() && value.len() <= 500).ok_or(WebhookRefused::Malformed(name))
    };
    if body.len() > BODY_BYTES_MAX {
        return Err(WebhookRefused::Malformed("the body is too large"));
    }
    let request_id = header("x-fal-webhook-request-id")?;
    let user_id = header("x-fal-webhook-user-id")?;
    let timestamp = header("x-fal-webhook-timestamp")?;
    let signature = header("x-fal-webhook-signature")?;
    let seconds: i64 = timestamp.parse().map_err(|_| WebhookRefused::Malformed("the timestamp"))?;
    let signed_at = Millis(seconds.saturating_mul(SECOND_MS));
    if now.since_ms(signed_at).saturating_abs() > TOLERANCE_MS {
        return Err(WebhookRefused::Stale);
    }
    let signature = unhex(signature).ok_or(WebhookRefused::Malformed("the signature"))?;
    let digest: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    let message = format!("{request_id}\n{user_id}\n{timestamp}\n{digest}");
    // Public-key verification has no secret to leak by its timing; which key fitted is no secret either.
    let verifies =
        |key: &[u8; 32]| UnparsedPublicKey::new(&ED25519, key).verify(message.as_bytes(), &signature).is_ok();
    if !keys.keys.iter().any(verifies) {
        return Err(WebhookRefused::Forged);
    }
    let body: wire::WebhookBody =
        serde_json::from_slice(body).map_err(|_| WebhookRefused::Malformed("the body"))?;
    if body.request_id != request_id {
        return Err(WebhookRefused::Malformed("the body names another request"));
    }
    Ok(WebhookEvent { request_id: body.request_id, succeeded: body.status == "OK", status: body.status })
}

fn unhex(text: &str) -> Option<[u8; 64]> {
    if text.len() != 128 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 64];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok().filter(|_| !pair.starts_with('+'))?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    const NOW: Millis = Millis(1_795_305_600_000);
    const BODY: &str = r#"{"request_id":"req-1","gateway_request_id":"req-1","status":"OK","payload":{}}"#;

    fn pair(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    fn keys(seeds: &[u8]) -> Keys {
        let jwk = |seed: &u8| {
            let x = BASE64_URL_SAFE_NO_PAD.encode(pair(*seed).public_key());
            serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": x})
        };
        let keys: Vec<_> = seeds.iter().map(jwk).collect();
        Keys::parse(serde_json::json!({"keys": keys}).to_string().as_bytes()).unwrap()
    }

    fn delivery(seed: u8, seconds: i64, body: &str) -> HeaderMap {
        let digest: String = Sha256::digest(body.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        let message = format!("req-1\nuser-1\n{seconds}\n{digest}");
        let signature = pair(seed).sign(message.as_bytes());
        let hex: String = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-fal-webhook-request-id", "req-1".to_owned()),
            ("x-fal-webhook-user-id", "user-1".to_owned()),
            ("x-fal-webhook-timestamp", seconds.to_string()),
            ("x-fal-webhook-signature", hex),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    const SECONDS: i64 = NOW.0 / 1_000;

    #[test]
    fn a_signed_delivery_is_believed_whichever_key_made_it() {
        for seed in [1, 2] {
            let event = parse(&delivery(seed, SECONDS, BODY), BODY.as_bytes(), &keys(&[1, 2]), NOW).unwrap();
            assert_eq!((event.request_id.as_str(), event.succeeded), ("req-1", true));
        }
        let failed = BODY.replace("OK", "ERROR");
        let event = parse(&delivery(1, SECONDS, &failed), failed.as_bytes(), &keys(&[1]), NOW).unwrap();
        assert!(!event.succeeded);
    }

    #[test]
    fn an_unknown_key_and_an_altered_body_are_forged() {
        let refused = parse(&delivery(3, SECONDS, BODY), BODY.as_bytes(), &keys(&[1, 2]), NOW);
        assert_eq!(refused, Err(WebhookRefused::Forged));
        let altered = BODY.replace("{}", "[]");
        let refused = parse(&delivery(1, SECONDS, BODY), altered.as_bytes(), &keys(&[1]), NOW);
        assert_eq!(refused, Err(WebhookRefused::Forged));
        let mut headers = delivery(1, SECONDS, BODY);
        headers.insert("x-fal-webhook-user-id", "user-2".parse().unwrap());
        assert_eq!(parse(&headers, BODY.as_bytes(), &keys(&[1]), NOW), Err(WebhookRefused::Forged));
    }

    #[test]
    fn five_minutes_either_way() {
        for (skew, fresh) in [(-300, true), (300, true), (-301, false), (301, false), (i64::MAX / 2, false)] {
            let seconds = SECONDS.saturating_add(skew);
            let outcome = parse(&delivery(1, seconds, BODY), BODY.as_bytes(), &keys(&[1]), NOW);
            assert_eq!(outcome.is_ok(), fresh, "{skew}");
        }
    }

    #[test]
    fn missing_and_malformed_parts_are_named() {
        for name in [
            "x-fal-webhook-request-id",
            "x-fal-webhook-user-id",
            "x-fal-webhook-timestamp",
            "x-fal-webhook-signature",
        ] {
            let mut headers = delivery(1, SECONDS, BODY);
            headers.remove(name);
            assert_eq!(
                parse(&headers, BODY.as_bytes(), &keys(&[1]), NOW),
                Err(WebhookRefused::Malformed(name))
            );
        }
        let mut headers = delivery(1, SECONDS, BODY);
        headers.insert("x-fal-webhook-signature", "zz".repeat(64).parse().unwrap());
        assert!(matches!(
            parse(&headers, BODY.as_bytes(), &keys(&[1]), NOW),
            Err(WebhookRefused::Malformed(_))
        ));
        let other = r#"{"request_id":"req-2","status":"OK"}"#;
        let refused = parse(&delivery(1, SECONDS, other), other.as_bytes(), &keys(&[1]), NOW);
        assert!(matches!(refused, Err(WebhookRefused::Malformed(_))));
    }

    #[test]
    fn key_sets_are_read_and_other_kinds_skipped() {
        assert!(Keys::parse(b"{}").is_err());
        assert!(Keys::parse(br#"{"keys":[{"kty":"RSA","n":"x"}]}"#).is_err());
        assert!(Keys::parse(br#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#).is_err());
    }
}
