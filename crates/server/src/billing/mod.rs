//! Billing: plans, packs, subscriptions and payments, over two gateways.
//!
//! Owns `billing_profiles`, `payments`, `payment_refunds`, `payment_disputes`, `subscriptions`, `gateway_plans`,
//! `dunning_cases` and `webhook_events`. What may follow what is decided by `domain::payment` and `domain::subscription`; what gateways say is read by the crate
//! `payments`. The plan of a workspace changes here only, credits are given through [`crate::ledger`] only, and every
//! payment has its invoice ([`crate::invoice`]) from the same transaction.
//!
//! ```text
//!  buy · change ──► row ──► open (gateway) ──► checkout in the browser
//!                                                  │ says it paid: confirm
//!  gateway ──► webhook (kept, handled) ──┐         ▼
//!              reconcile (asked) ────────┴──► settle · follow ──► ledger, plan, invoice
//! ```
//!
//! | file | what it does |
//! |---|---|
//! | [`buy`], [`change`], [`manage`], [`method`] | what customers want: a pack, a plan, another plan, an end, a pause, another card |
//! | [`open`], [`gateways`] | the gateway's part of it, with failover for what is new |
//! | [`settle`], [`follow`], [`refund`] | news of payments, subscriptions and refunds, each in one transaction |
//! | [`dispute`] | payments that a customer's bank asks for |
//! | [`webhook`] | announcements: kept as they came, handled once, parked, replayed |
//! | [`reconcile`] | what was not announced, and what the clock asks for |
//! | [`coupon`], [`try_out`] | what something costs with a coupon; a plan before its first charge |
//! | [`dunning`] | what customers are told while a charge keeps failing |
//! | [`revenue`] | what the operator earns, by month |
//! | [`checkout_page`] | what the payment service's script may do, on one page |
//! | [`profile`] | who a workspace is to the tax office |
//!
//! A payment is believed when the gateway says it, never when a browser does. What does not fit what was asked for (an
//! amount, a currency, a customer nobody knows) is parked and gives nothing.

mod admin;
mod buy;
mod change;
mod checkout_page;
mod coupon;
mod dispute;
mod dunning;
mod follow;
mod gateways;
mod http;
mod manage;
mod method;
mod open;
mod price_view;
mod problem;
mod profile;
pub mod reconcile;
mod record;
mod refund;
mod revenue;
mod settle;
mod store;
mod subscription_http;
mod try_out;
mod view;
mod webhook;
mod words;

pub use admin::admin_routes;
pub use checkout_page::policy as checkout_policy;
pub use gateways::Gateways;
pub use http::routes;
pub use profile::Profile;
pub use record::{Payment, Purpose, Subscription};

use domain::{
    id::{DisputeId, WorkspaceId},
    money::Credits,
    time::Millis,
};

use crate::platform::db::{DbError, Reader};

/// Who a workspace is to the tax office, where it has said so.
///
/// # Errors
/// [`DbError`].
pub fn profile_of(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Profile>, DbError> {
    store::profile(reader, workspace)
}

/// Workspaces that paid with what has this hash, at most `rows`.
///
/// # Errors
/// [`DbError`].
pub fn payer_used_by(reader: &Reader<'_>, payer_key: &str, rows: u32) -> Result<Vec<WorkspaceId>, DbError> {
    store::payer_used_by(reader, payer_key, rows)
}

/// When the paid time of a workspace ended that subscribes no more; nothing for others.
///
/// # Errors
/// [`DbError`].
pub fn left_at(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Millis>, DbError> {
    store::left_at(reader, workspace)
}

/// Whether a workspace has a subscription that could be cancelled.
///
/// # Errors
/// [`DbError`].
pub fn is_subscribed(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<bool, DbError> {
    let current = store::subscription_of(reader, workspace, record::Role::Current)?;
    Ok(current.is_some_and(|one| !one.status.has_ended() && one.cancel_wish.is_none()))
}

/// Payments that money came for, after `after` in the order of identifiers, at most `rows`.
///
/// # Errors
/// [`DbError`].
pub fn paid(reader: &Reader<'_>, after: &str, rows: u32) -> Result<Vec<Payment>, DbError> {
    store::paid(reader, after, rows)
}

/// Subscriptions that count other charges than they have payments: which, counted, paid.
///
/// # Errors
/// [`DbError`].
pub fn charges_counted(reader: &Reader<'_>) -> Result<Vec<(String, i64, i64)>, DbError> {
    store::charges_counted(reader)
}

/// Credits that open disputes set aside, after `after` in the order of identifiers, at most `rows`.
///
/// # Errors
/// [`DbError`].
pub fn frozen(reader: &Reader<'_>, after: &str, rows: u32) -> Result<Vec<(DisputeId, Credits)>, DbError> {
    store::frozen(reader, after, rows)
}

/// How many disputes are undecided.
///
/// # Errors
/// [`DbError`].
pub fn open_disputes(reader: &Reader<'_>) -> Result<i64, DbError> {
    store::open_disputes(reader)
}

/// The cause under which the ledger gave the credits of a payment.
#[must_use]
pub fn purchase_cause(payment: &Payment) -> String {
    settle::cause(payment.id)
}

/// The cause under which it ended the period before; nothing for what is no period of a subscription.
#[must_use]
pub fn period_cause(payment: &Payment) -> Option<String> {
    (payment.purpose == Purpose::Subscription).then(|| format!("period:{}", payment.id))
}
