//! A stand-in for Stripe: stateful, and as wrong as a test needs (API 2026-10-28.endive).
//!
//! Customers, prices, Checkout sessions, subscriptions, invoices, refunds and the portal are used over HTTP as the vendor's
//! SDK does it, with idempotency keys. What customers and banks do is done by functions here ([`FakeStripe::pay`],
//! [`FakeStripe::renew`], …), or on the pages that stand in for the hosted ones. Every change is an [`Event`]; a test
//! delivers events as often and in whatever order it wants, or lets them go out by themselves
//! ([`FakeGateway::announce_to`]).
//!
//! As at the real one, names do not sort by time, an invoice tells its payments only when asked (`expand`), and what is
//! not a parameter is refused.

mod announce;
mod api;
mod checks;
mod dispute;
mod form;
mod model;
mod page;
mod serve;

use std::collections::HashMap;

use serde_json::Value;

pub use self::announce::Event;
use crate::gateway::{self, FakeGateway};
pub use crate::{
    exchange::{Call, Trouble},
    gateway::Clock,
};

/// The version of the API that is played.
pub const API_VERSION: &str = "2026-10-28.endive";
/// The secret key.
pub const SECRET_KEY: &str = "sk_test_fake000000000001";
/// What webhooks are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_stripe_test_0123456789";

/// What Stripe keeps.
#[derive(Default)]
pub struct Books {
    made: u64,
    objects: HashMap<String, Value>,
    /// Names in the order they were given.
    order: Vec<String>,
    /// What an idempotency key was used for, and what was answered.
    keys: HashMap<String, (String, u16, Value)>,
    events: Vec<Event>,
}

impl gateway::Books for Books {
    type Event = Event;

    fn events(&mut self) -> &mut Vec<Event> {
        &mut self.events
    }

    async fn deliver(event: &Event, client: &reqwest::Client, url: &str, seconds: i64) -> u16 {
        event.deliver(client, url, WEBHOOK_SECRET, seconds).await
    }
}

type State = gateway::Desk<Books>;

/// A running fake. Its script knows as kinds the first word of a path after the version: `checkout`, `prices`,
/// `subscriptions`, `refunds`, `invoices`, `billing_portal`, …
pub type FakeStripe = FakeGateway<Books>;

impl FakeStripe {
    /// A fake on a free loopback port, at the time of [`crate::START`].
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeStripe {
        FakeStripe::start_with(gateway::stopped()).await
    }

    /// A fake that goes by this clock.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start_with(clock: Clock) -> FakeStripe {
        FakeGateway::serve(clock, serve::answer).await
    }

    /// The customer finishes the page of a session and the bank says yes. Answers the name of the payment intent, or of
    /// the subscription.
    #[must_use]
    pub fn pay(&self, session: &str) -> String {
        self.change(|state, books| model::pay(state, books, session, true))
    }

    /// The customer finishes the page with a slow method: the money is on its way. Answers the payment intent.
    #[must_use]
    pub fn pay_slowly(&self, session: &str) -> String {
        self.change(|state, books| model::pay(state, books, session, false))
    }

    /// The money of a slow method comes, or does not.
    pub fn arrives(&self, session: &str, it_does: bool) {
        self.change(|state, books| model::arrives(state, books, session, it_does));
    }

    /// Nobody finished the page of a session in its day.
    pub fn expire(&self, session: &str) {
        self.change(|state, books| model::expire(state, books, session));
    }

    /// The next period of a subscription is charged, or what is open is tried again. Answers the invoice's name.
    #[must_use]
    pub fn renew(&self, subscription: &str, goes_through: bool) -> String {
        self.change(|state, books| model::renew(state, books, subscription, goes_through))
    }

    /// A subscription ends: somebody cancelled it in Stripe's dashboard or portal.
    pub fn end(&self, subscription: &str) {
        self.change(|state, books| model::end(state, books, subscription));
    }

    /// The operator gives money back in Stripe's dashboard.
    pub fn refund_in_dashboard(&self, intent: &str, amount: i64) {
        self.change(|state, books| {
            let _ = model::refund(state, books, intent, amount, &Value::Null);
        });
    }

    /// The customer's bank asks for `amount` of a payment intent; with `inquiry` it only asks. Answers the dispute's name.
    #[must_use]
    pub fn dispute(&self, intent: &str, amount: i64, inquiry: bool) -> String {
        self.change(|state, books| dispute::open(state, books, intent, amount, inquiry))
    }

    /// The bank decides: `won`, `lost`, or `warning_closed` for an inquiry.
    pub fn decide(&self, dispute: &str, status: &str) {
        self.change(|state, books| dispute::decide(state, books, dispute, status));
    }

    /// An object as it is now; null where there is none.
    #[must_use]
    pub fn object(&self, id: &str) -> Value {
        self.desk.books.lock().get(id).clone()
    }

    /// The payment intent that paid an invoice.
    #[must_use]
    pub fn intent_of(&self, invoice: &str) -> String {
        model::intent_of(&self.desk.books.lock(), invoice).unwrap_or_default()
    }
}
