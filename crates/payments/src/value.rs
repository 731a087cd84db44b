//! Reading JSON that others wrote, without trusting its shape.

use domain::{
    payment::{Amount, Currency},
    time::{Millis, SECOND_MS},
};
use serde_json::Value;

/// A text that says something: not null, not empty.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().filter(|text| !text.is_empty() && *text != "NA").map(str::to_owned)
}

/// Seconds since 1970 as an instant; nothing for null, zero and what is no time.
pub(crate) fn instant(value: &Value, name: &str) -> Option<Millis> {
    value.get(name)?.as_i64().filter(|seconds| *seconds > 0)?.checked_mul(SECOND_MS).map(Millis)
}

/// An amount with its currency; nothing where either is missing or unknown.
pub(crate) fn amount(value: &Value, name: &str) -> Option<Amount> {
    let minor = value.get(name)?.as_i64()?;
    let currency = Currency::parse(value.get("currency")?.as_str()?)?;
    Some(Amount { minor, currency })
}

/// A pair of `notes` or `metadata`. Razorpay writes empty notes as an empty list.
pub(crate) fn note(value: &Value, kept_in: &str, name: &str) -> Option<String> {
    text(value.get(kept_in)?, name)
}
