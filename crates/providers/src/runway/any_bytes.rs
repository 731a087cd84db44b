//! Whatever Runway, or somebody who pretends to be Runway, sends: the parsers answer and do not panic.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers runway::any_bytes` for a long run.

use domain::time::Millis;
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use super::{Remote, map, wire};
use crate::http::Answer;

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
    "other",
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

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(TEXTS).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let field = (prop::sample::select(NAMES), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Value::from),
            prop::collection::vec(field, 0..8).prop_map(|fields| {
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()
            }),
        ]
    })
}

fn read(body: Vec<u8>, status: u16) {
    if let Ok(task) = serde_json::from_slice::<wire::Task>(&body) {
        let _ = (map::failure(&task), map::links(&task), map::credits(&task));
        if let Some(progress) = map::progress(&task) {
            assert!(progress.revision < map::FETCHING && progress.percent <= 100);
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
    fn any_json_is_answered(value in json(), status in 200u16..600) {
        read(value.to_string().into_bytes(), status);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..256), status in 200u16..600) {
        read(bytes, status);
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
