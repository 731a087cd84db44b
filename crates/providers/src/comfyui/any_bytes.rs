//! Whatever stands where ComfyUI should, the parsers answer and do not panic.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers comfyui::any_bytes` for a long run.

use proptest::prelude::*;
use serde_json::Value;

use super::{map, template::Template};
use crate::any_json;

const NAMES: &[&str] = &[
    "prompt_id",
    "node_errors",
    "errors",
    "details",
    "message",
    "error",
    "queue_running",
    "queue_pending",
    "status",
    "status_str",
    "messages",
    "outputs",
    "images",
    "filename",
    "subfolder",
    "type",
    "class_type",
    "inputs",
    "4",
];
const TEXTS: &[&str] =
    &["error", "success", "output", "a", "{{prompt}}", "{{", "}}", "{{seed}}", "execution_error"];

fn read(value: &Value, bytes: &[u8]) {
    let _ = (map::in_queue(value, "a"), map::pictures(value), map::prompt_id(bytes));
    assert!(!map::refusal(bytes).message.contains(char::is_control));
    let _ = Template::parse(&String::from_utf8_lossy(bytes));
}

proptest! {
    #[test]
    fn any_body_is_answered(body in any_json::body(NAMES, TEXTS)) {
        read(&serde_json::from_slice(&body).unwrap_or(Value::Null), &body);
    }
}
