//! A stand-in for Razorpay: stateful, and as wrong as a test needs.
//!
//! Orders, plans, subscriptions, invoices and refunds are made over HTTP as the vendor's SDK does it. What customers and
//! banks do is done by functions here ([`FakeRazorpay::pay`], [`FakeRazorpay::charge`], …), or by HTTP under `/fake/`
//! for a browser. Every change is an [`Event`], signed as Razorpay signs; a test delivers events as often and in
//! whatever order it wants, or lets them go out by themselves ([`FakeGateway::announce_to`]).

mod announce;
mod dispute;
mod model;
mod serve;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

pub use self::announce::{Event, sign};
use crate::gateway::{self, FakeGateway};
pub use crate::{
    exchange::{Call, Trouble},
    gateway::Clock,
};

/// The key's public half.
pub const KEY_ID: &str = "rzp_test_fake000000001";
/// The key's secret half.
pub const KEY_SECRET: &str = "rzp_test_secret_abcdef";
/// What webhooks are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_rzp_test_0123456789";

/// What Razorpay keeps.
#[derive(Default)]
pub struct Books {
    made: u64,
    orders: BTreeMap<String, Value>,
    payments: BTreeMap<String, Value>,
    plans: BTreeMap<String, Value>,
    subscriptions: BTreeMap<String, Value>,
    invoices: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    disputes: BTreeMap<String, Value>,
    customers: BTreeMap<String, Value>,
    /// What an idempotency key was used for: the body and the answer.
    refund_keys: HashMap<String, (String, Value)>,
    events: Vec<Event>,
    /// What is paid with, where a test said so.
    vpa: Option<String>,
}

impl gateway::Books for Books {
    type Event = Event;

    fn events(&mut self) -> &mut Vec<Event> {
        &mut self.events
    }

    async fn deliver(event: &Event, client: &reqwest::Client, url: &str, _seconds: i64) -> u16 {
        event.deliver(client, url).await
    }
}

type State = gateway::Desk<Books>;

/// A running fake. Its script knows the kinds `orders`, `payments`, `plans`, `subscriptions`, `refund`, `cancel` and
/// `invoices`.
pub type FakeRazorpay = FakeGateway<Books>;

impl FakeRazorpay {
    /// A fake on a free loopback port, at the time of [`crate::START`].
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeRazorpay {
        FakeRazorpay::start_with(gateway::stopped()).await
    }

    /// A fake that goes by this clock.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start_with(clock: Clock) -> FakeRazorpay {
        FakeGateway::serve(clock, serve::answer).await
    }

    /// From now on everybody pays with this UPI address.
    pub fn pays_with(&self, vpa: &str) {
        self.desk.books.lock().vpa = Some(vpa.to_owned());
    }

    /// The customer pays an order; the bank says yes. Answers the payment's name.
    #[must_use]
    pub fn pay(&self, order: &str) -> String {
        self.change(|state, books| model::pay(state, books, order, "captured"))
    }

    /// The customer tries to pay an order; the bank says no. Answers the payment's name.
    #[must_use]
    pub fn fail(&self, order: &str) -> String {
        self.change(|state, books| model::pay(state, books, order, "failed"))
    }

    /// The bank sets the amount aside and nothing more happens yet.
    #[must_use]
    pub fn authorise(&self, order: &str) -> String {
        self.change(|state, books| model::pay(state, books, order, "authorized"))
    }

    /// The bank says yes after all.
    pub fn capture_late(&self, payment: &str) {
        self.change(|state, books| model::capture(state, books, payment));
    }

    /// The customer agrees to a subscription. Answers the name of the payment that went with it.
    #[must_use]
    pub fn agree(&self, subscription: &str) -> String {
        self.change(|state, books| model::agree(state, books, subscription))
    }

    /// The next charge of a subscription is tried. Answers the payment's name.
    #[must_use]
    pub fn charge(&self, subscription: &str, goes_through: bool) -> String {
        self.change(|state, books| model::charge(state, books, subscription, goes_through))
    }

    /// The customer ends the mandate in their bank's app.
    pub fn revoke(&self, subscription: &str) {
        self.change(|state, books| model::end(state, books, subscription, "cancelled"));
    }

    /// The operator gives money back in Razorpay's dashboard.
    pub fn refund_in_dashboard(&self, payment: &str, amount: i64) {
        self.change(|state, books| {
            let _ = model::refund(state, books, payment, amount, &Value::Null);
        });
    }

    /// The customer's bank asks for `amount` of a payment, in a phase (`chargeback`; in `retrieval` it only asks). Answers
    /// the dispute's name.
    #[must_use]
    pub fn dispute(&self, payment: &str, amount: i64, phase: &str) -> String {
        self.change(|state, books| dispute::open(state, books, payment, amount, phase))
    }

    /// The bank decides: `won`, `lost` or `closed`.
    pub fn decide(&self, dispute: &str, status: &str) {
        self.change(|state, books| dispute::decide(state, books, dispute, status));
    }

    /// An entity as it is now: an order, payment, plan, subscription or refund.
    #[must_use]
    pub fn entity(&self, id: &str) -> Value {
        model::find(&self.desk.books.lock(), id).cloned().unwrap_or_default()
    }

    /// The newest subscription's name.
    #[must_use]
    pub fn last_subscription(&self) -> String {
        self.desk.books.lock().subscriptions.keys().next_back().cloned().unwrap_or_default()
    }

    /// What the checkout's window proves about an order and a payment.
    #[must_use]
    pub fn proof(&self, order: &str, payment: &str) -> String {
        sign(KEY_SECRET, format!("{order}|{payment}").as_bytes())
    }

    /// What it proves about a subscription.
    #[must_use]
    pub fn proof_of_subscription(&self, subscription: &str, payment: &str) -> String {
        sign(KEY_SECRET, format!("{payment}|{subscription}").as_bytes())
    }
}
