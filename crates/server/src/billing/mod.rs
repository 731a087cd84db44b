//! Billing: plans, packs, subscriptions and payments, over two gateways.
//!
//! Owns `billing_profiles`, `payments`, `payment_refunds`, `subscriptions`, `gateway_plans` and `webhook_events`. What
//! may follow what is decided by `domain::payment` and `domain::subscription`; what gateways say is read by the crate
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
//! | [`webhook`] | announcements: kept as they came, handled once, parked, replayed |
//! | [`reconcile`] | what was not announced, and what the clock asks for |
//! | [`checkout_page`] | what the payment service's script may do, on one page |
//! | [`profile`] | who a workspace is to the tax office |
//!
//! A payment is believed when the gateway says it, never when a browser does. What does not fit what was asked for (an
//! amount, a currency, a customer nobody knows) is parked and gives nothing.

mod admin;
mod buy;
mod change;
mod checkout_page;
mod follow;
mod gateways;
mod http;
mod manage;
mod method;
mod open;
mod problem;
mod profile;
pub mod reconcile;
mod record;
mod refund;
mod settle;
mod store;
mod subscription_http;
mod view;
mod webhook;
mod words;

pub use admin::admin_routes;
pub use checkout_page::policy as checkout_policy;
pub use gateways::Gateways;
pub use http::routes;
pub use profile::Profile;
pub use record::{Payment, Purpose};

use domain::id::WorkspaceId;

use crate::platform::db::{DbError, Reader};

/// Who a workspace is to the tax office, where it has said so.
///
/// # Errors
/// [`DbError`].
pub fn profile_of(reader: &Reader<'_>, workspace: WorkspaceId) -> Result<Option<Profile>, DbError> {
    store::profile(reader, workspace)
}
