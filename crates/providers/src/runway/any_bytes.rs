//! Whatever Runway, or somebody who pretends to be Runway, sends: the parsers answer and do not panic.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers runway::any_bytes` for a long run.

use domain::time::Millis;
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::json;

use super::{Remote, map, wire};
use crate::{any_json, http::Answer};

const NAMES: &[&str] = &[
    "id",
    "status",
    "progress",
    "output",
    "failure",
    "failureCode",
    "cost",
    "credits",
    "error",
    "message",
    "uploadUrl",
    "fields",
    "runwayUri",
    "creditBalance",
];
const TEXTS: &[&str] = &[
    "PENDING",
    "THROTTLED",
    "RUNNING",
    "SUCCEEDED",
    "FAILED",
    "CANCELLED",
    "SAFETY.INPUT.TEXT",
    "INTERNAL",
    "credits",
    "\u{0}",
    "https://a.test/x.png",
];

fn read(body: Vec<u8>, status: u16) {
    if let Ok(task) = serde_json::from_slice::<wire::Task>(&body) {
        let _ = (map::failure(&task), map::links(&task), map::credits(&task));
        if let Some(progress) = map::progress(&task) {
            assert!(progress.revision < crate::following::FETCHING && progress.percent <= 100);
        }
    }
    let _ = serde_json::from_slice::<wire::Created>(&body);
    let _ = serde_json::from_slice::<wire::UploadPlace>(&body);
    let _ = serde_json::from_slice::<wire::Organisation>(&body);
    let status = StatusCode::from_u16(status).unwrap();
    let fault = map::fault(&Answer { status, headers: HeaderMap::new(), body: body.into() }, Millis(0));
    assert!(fault.message.len() < 2_000 && !fault.message.contains(char::is_control));
}

proptest! {
    #[test]
    fn any_body_is_answered(body in any_json::body(NAMES, TEXTS), status in 200u16..600) {
        read(body, status);
    }

    #[test]
    fn a_remote_id_is_ours_or_nothing(text in ".{0,64}", id in ".{0,40}") {
        let _ = Remote::decode(&text);
        let forged = json!({"t": id, "m": "runway-gen4.5", "k": "x"}).to_string();
        if let Some(remote) = Remote::decode(&forged) {
            prop_assert!(remote.task_id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
        }
    }
}
