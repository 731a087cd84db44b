//! JSON of any shape, for tests of parsers: field names and texts that a parser looks for, and those it should not trip
//! over.

use proptest::prelude::*;
use serde_json::Value;

/// JSON with these names and texts, besides any others.
pub(crate) fn json(
    names: &'static [&'static str],
    texts: &'static [&'static str],
) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0_u64..5).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(texts).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        let name = prop_oneof![7 => prop::sample::select(names).prop_map(str::to_owned), 1 => ".{0,8}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..8).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

/// An answer's body: JSON as it should be, JSON that was cut off, and bytes that are none.
pub(crate) fn body(
    names: &'static [&'static str],
    texts: &'static [&'static str],
) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => json(names, texts).prop_map(|value| value.to_string().into_bytes()),
        1 => (json(names, texts), any::<prop::sample::Index>()).prop_map(|(value, index)| {
            let mut bytes = value.to_string().into_bytes();
            bytes.truncate(index.index(bytes.len() + 1));
            bytes
        }),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ]
}
