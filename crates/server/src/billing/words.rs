//! What things are called on receipts and invoices.

use domain::{plan::Plan, subscription::price::Interval};

/// A plan's name, as people read it.
#[must_use]
pub fn plan(plan: Plan) -> &'static str {
    match plan {
        Plan::Free => "Free",
        Plan::Starter => "Starter",
        Plan::Creator => "Creator",
        Plan::Studio => "Studio",
    }
}

/// e.g. `Creator plan, monthly`.
#[must_use]
pub fn plan_period(of: Plan, interval: Interval) -> String {
    let often = match interval {
        Interval::Monthly => "monthly",
        Interval::Annual => "annual",
    };
    format!("{} plan, {often}", plan(of))
}

/// e.g. `500 credits`.
#[must_use]
pub fn pack(credits: i64) -> String {
    format!("{credits} credits")
}
