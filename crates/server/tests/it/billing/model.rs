//! Random interleavings of everything that moves money and credits, some of it at the same time: orders, payments,
//! announcements (copied, reordered, forged, changed), confirmations, refunds, holds, charges, expiry, replays. Here for
//! packs at Razorpay; [`subscriptions`] at both gateways have a model of their own, over the same [`customer`].
//!
//! The model is what the gateway knows: at the end of a case, when everything was announced, each payment has what was
//! paid and given back there, and the ledger has exactly the credits that follow from it. `MARTY_MONEY_CASES` asks for
//! more cases.

mod customer;
mod subscriptions;

use customer::Customer;
use domain::payment::credits_back;
use parking_lot::Mutex;
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use testkit::{
    PASSWORD,
    razorpay::{Event, sign},
};

use super::*;

/// Cases without the variable.
const CASES: u32 = 200;
/// Cases in one shop. A look of the reconciler and an audit go through everything there is, so that what a case costs
/// grows with those before it; and a few customers at once are more than one.
const CASES_IN_A_SHOP: u32 = 10;
/// Sizes of packs.
const PACKS: [i64; 3] = [100, 500, 1_000];

/// One thing that somebody does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Act {
    Order(usize),
    Pay(usize),
    Fail(usize),
    Confirm(usize),
    Announce(usize),
    Forge(usize),
    Change(usize),
    Replay(usize),
    Refund { order: usize, percent: i64, by_us: bool },
    Hold(i64),
    Resolve { hold: usize, percent: i64 },
    Look,
}

fn act() -> impl Strategy<Value = Act> {
    let which = 0usize..8;
    prop_oneof![
        3 => (0usize..PACKS.len()).prop_map(Act::Order),
        4 => which.clone().prop_map(Act::Pay),
        1 => which.clone().prop_map(Act::Fail),
        2 => which.clone().prop_map(Act::Confirm),
        6 => (0usize..40).prop_map(Act::Announce),
        1 => (0usize..40).prop_map(Act::Forge),
        1 => (0usize..40).prop_map(Act::Change),
        1 => (0usize..40).prop_map(Act::Replay),
        2 => (which.clone(), 1i64..=100, any::<bool>())
            .prop_map(|(order, percent, by_us)| Act::Refund { order, percent, by_us }),
        3 => (1i64..400).prop_map(Act::Hold),
        3 => (which, 0i64..=100).prop_map(|(hold, percent)| Act::Resolve { hold, percent }),
        1 => Just(Act::Look),
    ]
}

/// Some acts at the same time, then days that pass.
fn plan() -> impl Strategy<Value = Vec<(Vec<Act>, i64)>> {
    let days = prop_oneof![8 => Just(0i64), 2 => 1i64..4, 1 => Just(400i64)];
    prop::collection::vec((prop::collection::vec(act(), 1..5), days), 4..14)
}

/// An order of the case.
#[derive(Clone)]
struct Order {
    payment: String,
    order: String,
    credits: i64,
    paid: Option<String>,
}

/// One customer and what happened to them.
struct Case<'a> {
    customer: Customer<'a>,
    orders: Mutex<Vec<Order>>,
    events: Mutex<Vec<Event>>,
}

impl<'a> std::ops::Deref for Case<'a> {
    type Target = Customer<'a>;

    fn deref(&self) -> &Customer<'a> {
        &self.customer
    }
}

impl Case<'_> {
    fn pick(&self, index: usize) -> Option<Order> {
        let orders = self.orders.lock();
        (!orders.is_empty()).then(|| orders[index % orders.len()].clone())
    }

    fn event(&self, index: usize) -> Option<Event> {
        let events = self.events.lock();
        (!events.is_empty()).then(|| events[index % events.len()].clone())
    }

    async fn act(&self, act: &Act) {
        match *act {
            Act::Order(pack) => self.order(PACKS[pack]).await,
            Act::Pay(index) => self.pay(index),
            Act::Fail(index) => drop(self.pick(index).map(|one| self.shop.fake.fail(&one.order))),
            Act::Confirm(index) => {
                let Some(one) = self.pick(index) else { return };
                self.asha().post("/api/payments/confirm", &json!({"id": one.payment})).await.expect(204);
            }
            Act::Announce(index) => {
                let Some(event) = self.event(index) else { return };
                assert_eq!(event.deliver(&self.shop.client, &self.shop.webhook()).await, 200);
            }
            Act::Forge(index) => self.forge(index).await,
            Act::Change(index) => {
                // Signed, and at odds with the order: parked.
                let Some(event) = self.event(index) else { return };
                let odd = event.changed(|body| {
                    let amount = &mut body["payload"]["payment"]["entity"]["amount"];
                    *amount = json!(amount.as_i64().unwrap_or(0) + 1);
                });
                assert_eq!(odd.deliver(&self.shop.client, &self.shop.webhook()).await, 200);
            }
            Act::Replay(index) => self.replay(index).await,
            Act::Refund { order, percent, by_us } => self.refund(order, percent, by_us).await,
            Act::Hold(credits) => self.hold(credits).await,
            Act::Resolve { hold, percent } => self.resolve(hold, percent).await,
            Act::Look => self.shop.look().await,
        }
    }

    async fn order(&self, credits: i64) {
        let (payment, order) = self.shop.order(&self.asha(), credits).await;
        let payment = payment["id"].as_str().unwrap().to_owned();
        self.orders.lock().push(Order { payment, order, credits, paid: None });
    }

    fn pay(&self, index: usize) {
        let mut orders = self.orders.lock();
        if orders.is_empty() {
            return;
        }
        let index = index % orders.len();
        if orders[index].paid.is_none() {
            orders[index].paid = Some(self.shop.fake.pay(&orders[index].order));
        }
    }

    async fn forge(&self, index: usize) {
        let Some(event) = self.event(index) else { return };
        let request = self.shop.client.post(self.shop.webhook()).body(event.body.clone());
        let request = request.header("x-razorpay-event-id", &event.id);
        let forged = request.header("x-razorpay-signature", sign("a-guess", event.body.as_bytes()));
        assert_eq!(forged.send().await.unwrap().status(), 401);
    }

    async fn refund(&self, index: usize, percent: i64, by_us: bool) {
        let Some(Order { paid: Some(paid), payment, .. }) = self.pick(index) else { return };
        let entity = self.shop.fake.entity(&paid);
        let left = entity["amount"].as_i64().unwrap() - entity["amount_refunded"].as_i64().unwrap();
        let minor = left * percent / 100;
        if minor == 0 {
            return;
        }
        if !by_us {
            return self.shop.fake.refund_in_dashboard(&paid, minor);
        }
        let admin = self.admin();
        let body = json!({"reason": "a test", "amountMinor": minor});
        let answer = admin.post(&format!("/api/admin/payments/{payment}/refund"), &body).await;
        // Not paid as far as we know, another one under way, or more than is left at the gateway.
        assert!([200, 404, 502].contains(&answer.status.as_u16()), "{}: {:#}", answer.status, answer.body);
    }

    /// What holds when everything was announced: the gateway's books are ours.
    async fn check_end(&self) {
        let events = self.events.lock().clone();
        for event in events.iter().rev() {
            assert_eq!(event.deliver(&self.shop.client, &self.shop.webhook()).await, 200);
        }
        self.shop.look().await;
        let lines = self.lines().await;
        let (mut due, mut paid) = (0, 0);
        let orders = self.orders.lock().clone();
        for one in &orders {
            let seen = self.asha().get(&format!("/api/payments/{}", one.payment)).await.expect(200);
            let given: Vec<i64> = lines
                .iter()
                .filter(|line| line.0.ends_with(&one.payment) && line.1 == "purchase")
                .map(|line| line.2)
                .collect();
            let Some(name) = &one.paid else {
                assert_eq!((seen["paidAt"].is_null(), given.len()), (true, 0), "{seen:#}");
                continue;
            };
            paid += 1;
            let entity = self.shop.fake.entity(name);
            assert_eq!(seen["refunded"]["minor"], entity["amount_refunded"], "{seen:#} {entity:#}");
            assert_eq!(given, [one.credits], "a payment gives once");
            let [amount, back] = ["amount", "amount_refunded"].map(|name| entity[name].as_i64().unwrap());
            due += credits_back(one.credits, amount, back);
        }
        let taken: i64 = lines.iter().filter(|line| line.1 == "refund").map(|line| line.2).sum();
        let owed = self.asha().get("/api/credits/balance").await.expect(200)["owed"].as_i64().unwrap();
        let expired = self.has_expired();
        assert!(taken + owed == due || (expired && taken + owed < due), "{taken} + {owed} of {due}");
        let invoices = self.asha().get("/api/invoices?limit=100").await.expect(200);
        let invoices =
            invoices["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "invoice").count();
        assert_eq!(invoices, paid, "one invoice for each payment");
    }
}

async fn run(shop: &Shop, number: u32, plan: &[(Vec<Act>, i64)]) {
    let customer = Customer::open(shop, number).await;
    let case = Case { customer, orders: Mutex::default(), events: Mutex::default() };
    for (acts, days) in plan {
        futures_util::future::join_all(acts.iter().map(|act| case.act(act))).await;
        case.events.lock().extend(shop.fake.take_events());
        case.pass(*days).await;
        case.check_moment().await;
    }
    case.check_end().await;
    case.check_moment().await;
    case.check_books().await;
}

/// Runs a case for each plan that the strategy makes: `MARTY_MONEY_CASES` of them, or as many as are said. A case that
/// fails is made smaller.
fn run_cases<P: Clone + std::fmt::Debug, R: Future<Output = ()>>(
    cases: u32,
    strategy: &impl Strategy<Value = P>,
    run: impl Fn(Arc<Shop>, u32, P) -> R,
) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = std::env::var("MARTY_MONEY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, seed);
    let (number, shop) =
        (std::cell::Cell::new(0), std::cell::RefCell::new(None::<(Arc<Shop>, tempfile::TempDir)>));
    let outcome = runner.run(strategy, |plan| {
        if number.get() % CASES_IN_A_SHOP == 0 {
            let (open, folder) = runtime.block_on(open_shop());
            shop.replace(Some((Arc::new(open), folder)));
        }
        number.set(number.get() + 1);
        let open = shop.borrow().as_ref().map(|(shop, _)| shop.clone()).unwrap();
        let case = std::panic::AssertUnwindSafe(|| runtime.block_on(run(open, number.get(), plan)));
        std::panic::catch_unwind(case).map_err(|panic| {
            // What it left behind is not to be found by the next.
            number.set(number.get().next_multiple_of(CASES_IN_A_SHOP));
            let text = panic.downcast_ref::<String>().cloned();
            TestCaseError::fail(text.unwrap_or_else(|| "it panicked".to_owned()))
        })
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// A folder in memory, where the machine has one: forcing each write to a disk was half of what a case took, and nobody
/// pulls the plug here. What is killed is tested in [`super::crash`], on the disk.
fn in_memory() -> tempfile::TempDir {
    tempfile::TempDir::new_in("/dev/shm").or_else(|_| tempfile::TempDir::new()).unwrap()
}

/// A shop with both gateways and an operator, and the folder that it lives in.
async fn open_shop() -> (Shop, tempfile::TempDir) {
    let folder = in_memory();
    let data_dir = folder.path().to_path_buf();
    let shop = Shop::start(true, move |config| config.storage.data_dir = data_dir).await;
    let role = server::account::Role::Admin;
    server::auth::create_account(&shop.app.app, customer::OPERATOR, PASSWORD, None, role).await.unwrap();
    (shop, folder)
}

#[test]
fn whatever_happens_in_whatever_order_the_books_are_the_gateways() {
    run_cases(CASES, &plan(), |shop, number, plan| async move { run(&shop, number, &plan).await });
}
