//! The clients against stand-ins that the vendors' own SDKs are content with.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails, also in what tests share")]

mod razorpay;
mod stripe;
#[path = "../../../providers/tests/it/vendor_sdk.rs"]
mod vendor_sdk;
