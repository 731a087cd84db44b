//! A stand-in for Razorpay: stateful, and as wrong as a test needs.
//!
//! Orders, plans, subscriptions, invoices and refunds are made over HTTP as the vendor's SDK does it. What customers and
//! banks do is done by functions here ([`FakeRazorpay::pay`], [`FakeRazorpay::charge`], …), or by HTTP under `/fake/`
//! for a browser. Every change is an [`Event`], signed as Razorpay signs; a test delivers events as often and in
//! whatever order it wants, or lets them go out by themselves ([`FakeRazorpay::announce_to`]).

mod announce;
mod model;
mod serve;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use parking_lot::Mutex;
use serde_json::Value;

pub use self::announce::{Event, sign};
pub use crate::exchange::{Call, Trouble};
use crate::server::{Port, Server};

/// The key's public half.
pub const KEY_ID: &str = "rzp_test_fake000000001";
/// The key's secret half.
pub const KEY_SECRET: &str = "rzp_test_secret_abcdef";
/// What webhooks are signed with.
pub const WEBHOOK_SECRET: &str = "whsec_rzp_test_0123456789";

/// Tells the time in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

#[derive(Default)]
struct Books {
    made: u64,
    orders: BTreeMap<String, Value>,
    payments: BTreeMap<String, Value>,
    plans: BTreeMap<String, Value>,
    subscriptions: BTreeMap<String, Value>,
    invoices: BTreeMap<String, Value>,
    refunds: BTreeMap<String, Value>,
    customers: BTreeMap<String, Value>,
    /// What an idempotency key was used for: the body and the answer.
    refund_keys: HashMap<String, (String, Value)>,
    events: Vec<Event>,
    /// What is paid with, where a test said so.
    vpa: Option<String>,
}

struct State {
    address: String,
    clock: Clock,
    books: Mutex<Books>,
    script: Mutex<HashMap<&'static str, VecDeque<Trouble>>>,
    calls: Mutex<Vec<Call>>,
    target: Mutex<Option<String>>,
}

/// A running fake.
pub struct FakeRazorpay {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    state: Arc<State>,
    server: Server,
}

impl FakeRazorpay {
    /// A fake on a free loopback port, at the time of [`crate::START`].
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> FakeRazorpay {
        FakeRazorpay::start_with(Arc::new(|| crate::START.0 / 1_000)).await
    }

    /// A fake that goes by this clock.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start_with(clock: Clock) -> FakeRazorpay {
        let port = Port::free().await;
        let address = port.address.clone();
        let state = Arc::new(State {
            address: address.clone(),
            clock,
            books: Mutex::default(),
            script: Mutex::default(),
            calls: Mutex::default(),
            target: Mutex::default(),
        });
        let server = port.serve(&state, serve::answer);
        FakeRazorpay { address, state, server }
    }

    /// What happens to the next calls of a kind: `orders`, `payments`, `plans`, `subscriptions`, `refund`, `cancel`,
    /// `invoices`.
    pub fn script(&self, kind: &'static str, troubles: impl IntoIterator<Item = Trouble>) {
        self.state.script.lock().entry(kind).or_default().extend(troubles);
    }

    /// Every call that came, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.lock().clone()
    }

    /// From now on events are sent to this address as they happen.
    pub fn announce_to(&self, url: &str) {
        *self.state.target.lock() = Some(url.to_owned());
    }

    /// Everything that happened and was not taken yet, in order.
    #[must_use]
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.state.books.lock().events)
    }

    /// From now on everybody pays with this UPI address.
    pub fn pays_with(&self, vpa: &str) {
        self.state.books.lock().vpa = Some(vpa.to_owned());
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

    /// An entity as it is now: an order, payment, plan, subscription or refund.
    #[must_use]
    pub fn entity(&self, id: &str) -> Value {
        model::find(&self.state.books.lock(), id).cloned().unwrap_or_default()
    }

    /// The newest subscription's name.
    #[must_use]
    pub fn last_subscription(&self) -> String {
        self.state.books.lock().subscriptions.keys().next_back().cloned().unwrap_or_default()
    }

    fn change<T>(&self, act: impl FnOnce(&State, &mut Books) -> T) -> T {
        serve::change(&self.state, act)
    }

    /// Refuses connections until [`FakeRazorpay::come_back`]; open ones are cut.
    pub async fn go_down(&self) {
        self.server.go_down().await;
    }

    /// Listens again at the same address, with everything it knew.
    ///
    /// # Panics
    /// When somebody else took the port.
    pub async fn come_back(&self) {
        self.server.come_back().await;
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
