//! Whatever fal, or somebody who pretends to be fal, sends: the parsers answer and do not panic.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers any_bytes` for a long run.

use domain::time::Millis;
use proptest::prelude::*;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::json;
use url::Url;

use super::{
    map,
    models::Delivers,
    remote::Remote,
    webhook,
    wire::{QueueStatus, Submitted},
};
use crate::any_json;

/// Field names the parsers look for, and one they do not.
const NAMES: &[&str] = &[
    "status",
    "queue_position",
    "logs",
    "message",
    "metrics",
    "inference_time",
    "detail",
    "loc",
    "msg",
    "type",
    "error_type",
    "images",
    "image",
    "video",
    "audio",
    "output",
    "url",
    "has_nsfw_concepts",
    "request_id",
    "keys",
    "x",
    "kty",
    "crv",
];
/// Texts they look for, and some they should not trip over.
const TEXTS: &[&str] = &[
    "IN_QUEUE",
    "IN_PROGRESS",
    "COMPLETED",
    "content_policy_violation",
    "balance",
    "OKP",
    "Ed25519",
    "\u{0}",
    " 45%|##",
    "%|",
    "999999999999%|",
    "https://v3.fal.media/a.png",
    "AAAA====",
];

fn queue() -> Url {
    Url::parse("https://queue.fal.run").expect("an address")
}

proptest! {
    #[test]
    fn statuses(bytes in any_json::body(NAMES, TEXTS)) {
        if let Ok(status) = serde_json::from_slice::<QueueStatus>(&bytes)
            && let Some(progress) = map::progress(&status)
        {
            prop_assert!(progress.revision < crate::following::FETCHING && progress.percent < 95);
        }
    }

    #[test]
    fn errors(status in 100_u16..1_000, bytes in any_json::body(NAMES, TEXTS), asked in ".{0,20}") {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&asked) {
            headers.insert("retry-after", value);
        }
        let fault = map::fault(status, &headers, &bytes, Millis(0));
        prop_assert!(!fault.message.is_empty() && fault.message.len() < 4_000);
        map::is_final(status, &bytes);
    }

    #[test]
    fn results(value in any_json::json(NAMES, TEXTS)) {
        for delivers in [Delivers::Pictures, Delivers::Video, Delivers::Audio, Delivers::Words] {
            if let Ok(map::Parts::Files(files)) = map::parts(&value, delivers) {
                prop_assert!(!files.is_empty() && files.len() <= 16);
            }
        }
    }

    #[test]
    fn accepted_submits(id in ".{0,40}", url in ".{0,60}", bytes in any_json::body(NAMES, TEXTS)) {
        let _ = serde_json::from_slice::<Submitted>(&bytes);
        let urls = [Some(url.clone()), Some(format!("https://queue.fal.run/{url}")), None];
        let [status_url, response_url, cancel_url] = urls;
        let submitted = Submitted { request_id: id, status_url, response_url, cancel_url };
        if let Some(remote) = Remote::new(&submitted, &queue(), "fal-ai/flux/schnell", "m", "k") {
            prop_assert_eq!(Remote::decode(&remote.encode(), &queue()), Some(remote));
        }
    }

    #[test]
    fn remote_ids(bytes in any_json::body(NAMES, TEXTS)) {
        let _ = Remote::decode(&String::from_utf8_lossy(&bytes), &queue());
    }

    #[test]
    fn announcements(bytes in any_json::body(NAMES, TEXTS), signature in "[0-9a-fA-F+g]{120,130}", seconds in ".{0,12}") {
        let keys = json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]});
        let keys = webhook::Keys::parse(keys.to_string().as_bytes()).expect("RFC 8037, appendix A.2");
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-fal-webhook-request-id", "r"),
            ("x-fal-webhook-user-id", "u"),
            ("x-fal-webhook-timestamp", seconds.as_str()),
            ("x-fal-webhook-signature", signature.as_str()),
        ] {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        }
        prop_assert!(webhook::parse(&headers, &bytes, &keys, Millis(0)).is_err());
        let _ = webhook::Keys::parse(&bytes);
    }
}
