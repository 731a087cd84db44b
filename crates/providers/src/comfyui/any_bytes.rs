//! Whatever stands where ComfyUI should, the parsers answer and do not panic.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers comfyui::any_bytes` for a long run.

use proptest::prelude::*;
use serde_json::Value;

use super::{map, template::Template};

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

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
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

fn read(value: &Value, bytes: &[u8]) {
    let _ = (map::in_queue(value, "a"), map::pictures(value), map::prompt_id(bytes));
    assert!(!map::refusal(bytes).message.contains(char::is_control));
    let _ = Template::parse(&String::from_utf8_lossy(bytes));
}

proptest! {
    #[test]
    fn any_json_is_answered(value in json()) {
        read(&value, value.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        read(&Value::Null, &bytes);
    }
}
