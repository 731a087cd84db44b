//! The same for subscriptions at either gateway: begun, charged, renewed late, doubled and out of order, failed until they
//! halt, recovered, changed up and down, paused, cancelled; their payments given back, disputed, won and lost; and a
//! gateway whose answers get lost in the middle of it.
//!
//! The model is the gateway's books. At the end every charge that went through there is one payment here, over the same
//! sum, with the same part of it gone; each payment gave its credits once; and the audit, which compares credits,
//! refunds, periods and invoices with payments, finds nothing.

mod acts;
mod books;

use acts::{Act, CALLS, PLANS, plan};
use parking_lot::Mutex;
use testkit::razorpay::Trouble;

use super::{super::*, customer::Customer, run_cases};

/// Cases without the variable.
const CASES: u32 = 120;

#[derive(Clone)]
enum Event {
    Razorpay(testkit::razorpay::Event),
    Stripe(testkit::stripe::Event),
}

/// A charge that went through at the gateway, and how much of it may still go.
#[derive(Clone, Debug)]
struct Charge {
    /// What refunds and disputes call it.
    name: String,
    amount: i64,
    /// What refunds and disputes asked for so far: none asks for more than is left, as no gateway would.
    spoken_for: i64,
    /// What banks took.
    lost: i64,
}

struct Case<'a> {
    customer: Customer<'a>,
    /// Which gateway is asked first. Where it has trouble, what is new goes to the other.
    at_stripe: bool,
    /// The gateway's names of what was agreed to.
    subscriptions: Mutex<Vec<String>>,
    /// What was opened to pay differences.
    differences: Mutex<Vec<String>>,
    charges: Mutex<Vec<Charge>>,
    /// Undecided disputes: which charge, name, amount.
    disputes: Mutex<Vec<(usize, String, i64)>>,
    events: Mutex<Vec<Event>>,
}

impl<'a> std::ops::Deref for Case<'a> {
    type Target = Customer<'a>;

    fn deref(&self) -> &Customer<'a> {
        &self.customer
    }
}

fn pick<T: Clone>(of: &Mutex<Vec<T>>, index: usize) -> Option<T> {
    let of = of.lock();
    (!of.is_empty()).then(|| of[index % of.len()].clone())
}

impl Case<'_> {
    /// Whether something of this name is Stripe's.
    fn is_stripes(&self, name: &str) -> bool {
        !self.shop.stripe.object(name).is_null()
    }

    fn currency(&self) -> &'static str {
        if self.at_stripe { "USD" } else { "INR" }
    }

    async fn act(&self, act: &Act) {
        match *act {
            Act::Subscribe { plan, annual } => self.subscribe(PLANS[plan], annual).await,
            Act::Agree { to_next } => self.agree(to_next).await,
            Act::Confirm => self.confirm().await,
            Act::Renew { which, succeeds } => self.renew(which, succeeds),
            Act::Change { plan, annual } => self.change(PLANS[plan], annual).await,
            Act::PayDifference(index) => self.pay_difference(index),
            Act::Cancel { at_once } => {
                self.ask("/api/payments/cancel-subscription", &json!({"atOnce": at_once})).await;
            }
            Act::Rest { pause } => {
                let verb = if pause { "pause" } else { "resume" };
                self.ask(&format!("/api/payments/{verb}-subscription"), &json!({})).await;
            }
            Act::Revoke(index) => self.revoke(index),
            Act::Refund { which, percent, by_us } => self.refund(which, percent, by_us).await,
            Act::Dispute { which, percent } => self.dispute(which, percent),
            Act::Decide { which, won } => self.decide(which, won),
            Act::Announce(index) => {
                if let Some(event) = pick(&self.events, index) {
                    self.announce(&event).await;
                }
            }
            Act::Replay(index) => self.replay(index).await,
            Act::Hold(credits) => self.hold(credits).await,
            Act::Resolve { hold, percent } => self.resolve(hold, percent).await,
            Act::Trouble { call, arrives } => self.trouble(call, arrives),
            Act::Look => self.shop.look().await,
        }
    }

    /// A wish that may be refused, or fail with the gateway; never with a mistake of ours.
    async fn ask(&self, path: &str, body: &Value) -> Value {
        let answer = self.asha().post(path, body).await;
        let status = answer.status.as_u16();
        assert!([200, 201, 204, 409, 502, 503].contains(&status), "{path}: {status}: {:#}", answer.body);
        answer.body
    }

    async fn subscribe(&self, plan: &str, annual: bool) {
        let interval = if annual { "annual" } else { "monthly" };
        let body = json!({"plan": plan, "interval": interval, "currency": self.currency()});
        self.ask("/api/payments/create-subscription", &body).await;
    }

    /// The customer agrees to what waits for it: what they have, or what is to follow.
    async fn agree(&self, to_next: bool) {
        let view = subscription(&self.asha()).await;
        let one = if to_next { &view["next"] } else { &view["current"] };
        let one = if one.is_null() { &view["next"] } else { one };
        let checkout = &one["checkout"];
        if let Some(name) = checkout["subscriptionId"].as_str() {
            if self.shop.fake.entity(name)["status"] == "created" {
                let payment = self.shop.fake.agree(name);
                self.subscriptions.lock().push(name.to_owned());
                self.went_through(&payment);
            }
        } else if let Some(url) = checkout["url"].as_str() {
            let session = url.rsplit('/').next().unwrap();
            if self.shop.stripe.object(session)["status"] == "open" {
                let made = self.shop.stripe.pay(session);
                let session = self.shop.stripe.object(session);
                let invoice = session["invoice"].as_str().unwrap();
                let intent = self.shop.stripe.intent_of(invoice);
                self.subscriptions.lock().push(made);
                if !intent.is_empty() {
                    self.went_through(&intent);
                }
            }
        }
    }

    /// Writes a charge down, where it was one: an agreement alone is charged as a token that pays for nothing.
    fn went_through(&self, name: &str) {
        let amount = if self.is_stripes(name) {
            let intent = self.shop.stripe.object(name);
            (intent["status"] == "succeeded").then(|| intent["amount"].as_i64().unwrap())
        } else {
            let payment = self.shop.fake.entity(name);
            let is_ours = !payment["order_id"].is_null() || !payment["invoice_id"].is_null();
            (payment["captured"] == true && is_ours).then(|| payment["amount"].as_i64().unwrap())
        };
        if let Some(amount) = amount {
            let name = name.to_owned();
            self.charges.lock().push(Charge { name, amount, spoken_for: 0, lost: 0 });
        }
    }

    async fn confirm(&self) {
        let view = subscription(&self.asha()).await;
        for one in [&view["current"], &view["next"]] {
            if let Some(id) = one["id"].as_str() {
                self.ask("/api/payments/confirm", &json!({"id": id})).await;
            }
        }
    }

    fn renew(&self, which: usize, succeeds: bool) {
        let Some(name) = pick(&self.subscriptions, which) else { return };
        let now = self.shop.app.app.env.now().0 / 1_000;
        if self.is_stripes(&name) {
            let entity = self.shop.stripe.object(&name);
            let is_tried = entity["trial_end"].as_i64().is_some_and(|at| at > now);
            if entity["status"] != "canceled" && !is_tried {
                let invoice = self.shop.stripe.renew(&name, succeeds);
                let intent = self.shop.stripe.intent_of(&invoice);
                if !intent.is_empty() {
                    self.went_through(&intent);
                }
            }
            return;
        }
        let entity = self.shop.fake.entity(&name);
        let waits =
            entity["status"] == "authenticated" && entity["start_at"].as_i64().is_some_and(|at| at > now);
        let charges =
            ["authenticated", "active", "pending", "halted"].map(Value::from).contains(&entity["status"]);
        if entity["fake_ends"] == true && charges {
            self.shop.fake.revoke(&name);
        } else if charges && !waits {
            let payment = self.shop.fake.charge(&name, succeeds);
            self.went_through(&payment);
        }
    }

    fn revoke(&self, which: usize) {
        let Some(name) = pick(&self.subscriptions, which) else { return };
        if self.is_stripes(&name) {
            if self.shop.stripe.object(&name)["status"] != "canceled" {
                self.shop.stripe.end(&name);
            }
        } else if self.shop.fake.entity(&name)["status"] != "cancelled" {
            self.shop.fake.revoke(&name);
        }
    }

    async fn change(&self, plan: &str, annual: bool) {
        let interval = if annual { "annual" } else { "monthly" };
        let path = format!("/api/payments/preview-change?plan={plan}&interval={interval}");
        let shown = self.asha().get(&path).await;
        if shown.status != 200 {
            // There is nothing to change, or it is no change.
            assert_eq!(shown.status, 409, "{:#}", shown.body);
            return;
        }
        let body = json!({"plan": plan, "interval": interval, "shownAt": shown.body["shownAt"]});
        let changed = self.ask("/api/payments/change-plan", &body).await;
        let checkout = &changed["payment"]["checkout"];
        let name = checkout["orderId"].as_str().or_else(|| checkout["url"].as_str()?.rsplit('/').next());
        self.differences.lock().extend(name.map(str::to_owned));
    }

    fn pay_difference(&self, index: usize) {
        let Some(name) = pick(&self.differences, index) else { return };
        if self.is_stripes(&name) {
            if self.shop.stripe.object(&name)["status"] == "open" {
                let intent = self.shop.stripe.pay(&name);
                self.went_through(&intent);
            }
        } else if self.shop.fake.entity(&name)["status"] != "paid" {
            let payment = self.shop.fake.pay(&name);
            self.went_through(&payment);
        }
    }

    /// Speaks for a share of what is left of a charge; nothing where nothing is.
    fn speak_for(&self, which: usize, percent: i64) -> Option<(usize, String, i64)> {
        let mut charges = self.charges.lock();
        if charges.is_empty() {
            return None;
        }
        let index = which % charges.len();
        let one = &mut charges[index];
        let minor = (one.amount - one.spoken_for) * percent / 100;
        one.spoken_for += minor;
        (minor > 0).then(|| (index, one.name.clone(), minor))
    }

    async fn refund(&self, which: usize, percent: i64, by_us: bool) {
        if !by_us {
            match self.speak_for(which, percent) {
                Some((_, name, minor)) if self.is_stripes(&name) => {
                    self.shop.stripe.refund_in_dashboard(&name, minor);
                }
                Some((_, name, minor)) => self.shop.fake.refund_in_dashboard(&name, minor),
                None => {}
            }
            return;
        }
        let history = self.asha().get("/api/billing/history?limit=100").await.expect(200);
        let paid: Vec<&Value> =
            history["items"].as_array().unwrap().iter().filter(|one| !one["paidAt"].is_null()).collect();
        let Some(row) = paid.get(which % paid.len().max(1)) else { return };
        let Some(charge) = self.charge_of(row).await else { return };
        let Some((_, _, minor)) = self.speak_for(charge, percent) else { return };
        let body = json!({"reason": "a test", "amountMinor": minor});
        let address = format!("/api/admin/payments/{}/refund", row["id"].as_str().unwrap());
        let answer = self.admin().post(&address, &body).await;
        // Another one under way, a dispute, or a gateway that does not answer: then it is sent later.
        assert!([200, 502, 503].contains(&answer.status.as_u16()), "{}: {:#}", answer.status, answer.body);
    }

    /// Which charge paid a row, by the gateway's name for it.
    async fn charge_of(&self, row: &Value) -> Option<usize> {
        let id = row["id"].as_str().unwrap().to_owned();
        let names = self.shop.app.app.db.read(|reader| {
            let all = server::billing::paid(reader, "", 10_000)?;
            let one = all.into_iter().find(|one| one.id.to_string() == id);
            Ok::<_, server::platform::db::DbError>(
                one.map(|one| [one.gateway_charge_id, one.gateway_payment_id]).unwrap_or_default(),
            )
        });
        let names = names.await.unwrap();
        // Stripe's name of a charge may be known by its invoice only.
        let by_invoice = names[1].as_deref().map(|invoice| self.shop.stripe.intent_of(invoice));
        let charges = self.charges.lock();
        charges.iter().position(|one| {
            names.iter().flatten().any(|name| *name == one.name) || by_invoice.as_ref() == Some(&one.name)
        })
    }

    fn dispute(&self, which: usize, percent: i64) {
        let Some((index, name, minor)) = self.speak_for(which, percent) else { return };
        let dispute = if self.is_stripes(&name) {
            self.shop.stripe.dispute(&name, minor, false)
        } else {
            self.shop.fake.dispute(&name, minor, "chargeback")
        };
        self.disputes.lock().push((index, dispute, minor));
    }

    fn decide(&self, which: usize, won: bool) {
        let mut disputes = self.disputes.lock();
        if disputes.is_empty() {
            return;
        }
        let place = which % disputes.len();
        let (charge, name, minor) = disputes.remove(place);
        let status = if won { "won" } else { "lost" };
        if self.is_stripes(&name) {
            self.shop.stripe.decide(&name, status);
        } else {
            self.shop.fake.decide(&name, status);
        }
        let one = &mut self.charges.lock()[charge];
        if won {
            one.spoken_for -= minor;
        } else {
            one.lost += minor;
        }
    }

    async fn announce(&self, event: &Event) {
        let (client, url) = (&self.shop.client, self.shop.webhook());
        let status = match event {
            Event::Razorpay(event) => event.deliver(client, &url).await,
            Event::Stripe(event) => self.shop.stripe.deliver(client, event, &url).await,
        };
        assert_eq!(status, 200);
    }

    fn trouble(&self, call: usize, arrives: bool) {
        let trouble = || if arrives { Trouble::LoseAnswer } else { Trouble::CutBefore };
        // As many as there are tries of one call.
        let troubles = [trouble(), trouble(), trouble()];
        let (razorpay, stripe) = CALLS[call];
        match self.at_stripe {
            true => self.shop.stripe.script(stripe, troubles),
            false => self.shop.fake.script(razorpay, troubles),
        }
    }

    fn take_events(&self) {
        let mut events = self.events.lock();
        events.extend(self.shop.fake.take_events().into_iter().map(Event::Razorpay));
        events.extend(self.shop.stripe.take_events().into_iter().map(Event::Stripe));
    }
}

async fn run(shop: &Shop, number: u32, at_stripe: bool, steps: &[(Vec<Act>, i64)]) {
    let case = Case {
        customer: Customer::open(shop, number).await,
        at_stripe,
        subscriptions: Mutex::default(),
        differences: Mutex::default(),
        charges: Mutex::default(),
        disputes: Mutex::default(),
        events: Mutex::default(),
    };
    for (acts, days) in steps {
        futures_util::future::join_all(acts.iter().map(|act| case.act(act))).await;
        case.take_events();
        case.pass(*days).await;
        case.check_moment().await;
    }
    case.check_end().await;
    case.check_moment().await;
    case.check_books().await;
}

#[test]
fn whatever_happens_to_subscriptions_the_books_are_the_gateways() {
    run_cases(CASES, &plan(), |shop, number, (at_stripe, steps)| async move {
        run(&shop, number, at_stripe, &steps).await;
    });
}
