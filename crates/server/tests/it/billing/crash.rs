//! `kill -9` between the gateway and the ledger: nothing is paid for in vain, nothing is done twice.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::json;
use testkit::{Binary, PASSWORD};

use super::*;

const MARTY: &str = env!("CARGO_BIN_EXE_marty");
/// How long the reconciler, which looks every second, may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A data directory with both gateways; the product is started over it again and again.
struct Stage {
    dir: tempfile::TempDir,
    fake: FakeRazorpay,
    stripe: FakeStripe,
}

impl Stage {
    async fn set() -> Stage {
        let now: testkit::razorpay::Clock = Arc::new(|| server::env::Env::system().now().0 / 1_000);
        let (fake, stripe) = (FakeRazorpay::start_with(now.clone()).await, FakeStripe::start_with(now).await);
        Stage { dir: tempfile::TempDir::new().unwrap(), fake, stripe }
    }

    /// The product, which dies at the failpoint.
    fn start(&self, failpoint: &str) -> Binary {
        let (razorpay, stripe) = (format!("{}/", self.fake.address), format!("{}/", self.stripe.address));
        let secrets = [WEBHOOK_SECRET, stand_in::WEBHOOK_SECRET].map(|secret| format!("[\"{secret}\"]"));
        let settings = [
            ("MARTY_RAZORPAY__KEY_ID", KEY_ID),
            ("MARTY_RAZORPAY__KEY_SECRET", KEY_SECRET),
            ("MARTY_RAZORPAY__WEBHOOK_SECRETS", &secrets[0]),
            ("MARTY_RAZORPAY__API_URL", &razorpay),
            ("MARTY_STRIPE__SECRET_KEY", stand_in::SECRET_KEY),
            ("MARTY_STRIPE__WEBHOOK_SECRETS", &secrets[1]),
            ("MARTY_STRIPE__API_URL", &stripe),
            ("MARTY_BILLING__RECONCILE_SECONDS", "1"),
            ("MARTY_FAILPOINT", failpoint),
        ];
        Binary::start(MARTY, self.dir.path(), &settings)
    }

    /// Everything that happened is announced; the answer may be lost.
    async fn announce(&self, binary: &Binary) {
        let (client, url) = (testkit::client(), format!("{}/api/payments/webhook", binary.address));
        for event in self.fake.take_events() {
            let mut request = client.post(&url).body(event.body.clone());
            for (name, value) in event.headers(WEBHOOK_SECRET) {
                request = request.header(name, value);
            }
            let _ = request.send().await;
        }
        for event in self.stripe.take_events() {
            self.stripe.deliver(&client, &event, &url).await;
        }
    }

    /// A customer from Karnataka, signed up where nothing dies.
    async fn customer(&self, binary: &Binary) -> Person {
        let mut asha = Person::at(&binary.address);
        asha.sign_up("asha").await;
        asha.put("/api/billing/profile", &profile()).await.expect(200);
        asha
    }

    fn make_administrator(&self) {
        let mut command = Command::new(MARTY);
        command.args([
            "admin",
            "create-admin",
            "--email",
            "operator@example.test",
            "--password-stdin",
            "--data-dir",
        ]);
        command.arg(self.dir.path()).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command
            .env("MARTY_AUTH__HASH_MEMORY_KIB", "8")
            .env("MARTY_AUTH__HASH_ITERATIONS", "1")
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// The books balance after all of it.
    async fn audit(&self, mut last: Binary, failpoint: &str) {
        last.kill();
        let path = self.dir.path().join("marty.sqlite");
        let db = server::platform::db::Db::open(&path, 1, Arc::new(|_| {})).unwrap();
        let audit = db.read(ledger::audit).await.unwrap();
        assert!(audit.is_sound(), "{failpoint}: {audit:?}");
    }
}

/// Sends what the process dies of.
async fn fatal(person: &Person, dying: &mut Binary, (address, body): (&str, &Value), failpoint: &str) {
    let request = person.moved_to(&dying.address).request(Method::POST, address).json(body);
    assert!(request.send().await.is_err(), "{failpoint}: it answered");
    assert!(!dying.wait().success(), "{failpoint} was never reached");
}

/// Asks until the answer is as wanted: the reconciler does the rest by itself.
async fn until(person: &Person, address: &str, is: impl Fn(&Value) -> bool, failpoint: &str) -> Value {
    let begun = Instant::now();
    loop {
        let seen = person.get(address).await.expect(200);
        if is(&seen) {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "{failpoint}: {seen:#}");
    }
}

async fn documents(person: &Person) -> usize {
    person.get("/api/invoices").await.expect(200)["items"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn buying_a_pack() {
    for failpoint in ["payment_written", "payment_opened", "webhook_kept"] {
        let stage = Stage::set().await;
        let mut dying = stage.start(failpoint);
        let asha = stage.customer(&dying).await;
        let buy = |person: Person| {
            let request = person.request(Method::POST, "/api/credits/purchase");
            request.header("idempotency-key", "once").json(&json!({"credits": 100})).send()
        };
        // The answer may be lost with the process; the key makes the request repeatable.
        if let Ok(bought) = buy(asha.clone()).await {
            let view: Value = bought.json().await.unwrap();
            let _ = stage.fake.pay(view["checkout"]["orderId"].as_str().unwrap());
            stage.announce(&dying).await;
        }
        assert!(!dying.wait().success(), "{failpoint} was never reached");
        let living = stage.start("");
        let asha = asha.moved_to(&living.address);
        let view: Value = buy(asha.clone()).await.unwrap().json().await.unwrap();
        if view["paidAt"].is_null() {
            let order = view["checkout"]["orderId"].as_str().unwrap();
            if stage.fake.entity(order)["status"] != "paid" {
                let _ = stage.fake.pay(order);
            }
            asha.post("/api/payments/confirm", &json!({"id": view["id"]})).await.expect(204);
        }
        assert_eq!(asha.balance().await, (150, 0), "{failpoint}");
        assert_eq!(documents(&asha).await, 1, "{failpoint}");
        stage.audit(living, failpoint).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribing_at_either_gateway() {
    for (failpoint, currency) in [
        ("subscription_written", "INR"),
        ("subscription_opened", "INR"),
        ("subscription_written", "USD"),
        ("subscription_opened", "USD"),
    ] {
        let stage = Stage::set().await;
        let mut dying = stage.start(failpoint);
        let asha = stage.customer(&dying).await;
        let wish = json!({"plan": "starter", "currency": currency});
        fatal(&asha, &mut dying, ("/api/payments/create-subscription", &wish), failpoint).await;
        let living = stage.start("");
        let asha = asha.moved_to(&living.address);
        let view = asha.post("/api/payments/create-subscription", &wish).await.expect(201);
        let checkout = &view["checkout"];
        match checkout["subscriptionId"].as_str() {
            Some(name) => drop(stage.fake.agree(name)),
            None => {
                let page = checkout["url"].as_str().unwrap().rsplit('/').next().unwrap();
                let sessions = |call: &&testkit::stripe::Call| call.path == "/v1/checkout/sessions";
                assert!(stage.stripe.calls().iter().filter(sessions).count() >= 1);
                drop(stage.stripe.pay(page));
            }
        }
        stage.announce(&living).await;
        asha.post("/api/payments/confirm", &json!({"id": view["id"]})).await.expect(204);
        assert_eq!(
            (plan_of(&asha).await.as_str(), asha.balance().await),
            ("starter", (550, 0)),
            "{failpoint}"
        );
        assert_eq!(documents(&asha).await, 1, "{failpoint}");
        stage.audit(living, failpoint).await;
    }
}

/// Subscribes in rupees where nothing dies.
async fn subscribed(stage: &Stage) -> (Person, String) {
    let mut setup = stage.start("");
    let asha = stage.customer(&setup).await;
    let view = asha.post("/api/payments/create-subscription", &json!({"plan": "creator"})).await.expect(201);
    let name = view["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = stage.fake.agree(&name);
    stage.announce(&setup).await;
    assert_eq!(plan_of(&asha).await, "creator");
    setup.kill();
    (asha, name)
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling() {
    for failpoint in ["cancel_wished", "cancel_told"] {
        let stage = Stage::set().await;
        let (asha, name) = subscribed(&stage).await;
        let mut dying = stage.start(failpoint);
        let wish = json!({"atOnce": true});
        fatal(&asha, &mut dying, ("/api/payments/cancel-subscription", &wish), failpoint).await;
        let living = stage.start("");
        let asha = asha.moved_to(&living.address);
        let address = "/api/credits/balance";
        until(&asha, address, |balance| balance["plan"] == "free", failpoint).await;
        assert_eq!(stage.fake.entity(&name)["status"], "cancelled", "{failpoint}");
        assert_eq!(asha.balance().await, (2_050, 0), "{failpoint}: the credits were paid for");
        stage.audit(living, failpoint).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing() {
    let failpoint = "rest_told";
    let stage = Stage::set().await;
    let (asha, name) = subscribed(&stage).await;
    let mut dying = stage.start(failpoint);
    fatal(&asha, &mut dying, ("/api/payments/pause-subscription", &json!({})), failpoint).await;
    assert_eq!(stage.fake.entity(&name)["status"], "paused");
    let living = stage.start("");
    let asha = asha.moved_to(&living.address);
    // The customer tries again: at the gateway it rests already.
    asha.post("/api/payments/pause-subscription", &json!({})).await.expect(200);
    assert_eq!(plan_of(&asha).await, "free");
    stage.announce(&living).await;
    asha.post("/api/payments/resume-subscription", &json!({})).await.expect(200);
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (2_050, 0)));
    stage.audit(living, failpoint).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_money_back() {
    for failpoint in ["refund_written", "refund_sent"] {
        let stage = Stage::set().await;
        stage.make_administrator();
        let mut setup = stage.start("");
        let asha = stage.customer(&setup).await;
        let view = asha.post("/api/credits/purchase", &json!({"credits": 500})).await.expect(201);
        let paid = stage.fake.pay(view["checkout"]["orderId"].as_str().unwrap());
        stage.announce(&setup).await;
        assert_eq!(asha.balance().await, (550, 0));
        setup.kill();
        let mut dying = stage.start(failpoint);
        let mut admin = Person::at(&dying.address);
        admin.email = "operator@example.test".into();
        admin.sign_in().await;
        let address = format!("/api/admin/payments/{}/refund", view["id"].as_str().unwrap());
        fatal(&admin, &mut dying, (&address, &json!({"reason": "changed their mind"})), failpoint).await;
        let living = stage.start("");
        let asha = asha.moved_to(&living.address);
        let address = format!("/api/payments/{}", view["id"].as_str().unwrap());
        until(&asha, &address, |payment| payment["status"] == "refunded", failpoint).await;
        stage.announce(&living).await;
        assert_eq!(stage.fake.entity(&paid)["amount_refunded"], 39_900, "{failpoint}");
        assert_eq!(asha.balance().await, (50, 0), "{failpoint}");
        assert_eq!(documents(&asha).await, 2, "{failpoint}: an invoice and a credit note");
        stage.audit(living, failpoint).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_a_plan_at_stripe() {
    let failpoint = "plan_told";
    let stage = Stage::set().await;
    let mut setup = stage.start("");
    let asha = stage.customer(&setup).await;
    let page =
        |view: &Value| view["checkout"]["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let wish = json!({"plan": "starter", "currency": "USD"});
    let view = asha.post("/api/payments/create-subscription", &wish).await.expect(201);
    let name = stage.stripe.pay(&page(&view));
    stage.announce(&setup).await;
    let shown = asha.get("/api/payments/preview-change?plan=studio").await.expect(200);
    setup.kill();
    let dying = stage.start(failpoint);
    let change = json!({"plan": "studio", "shownAt": shown["shownAt"]});
    let there = asha.moved_to(&dying.address);
    let changed = there.post("/api/payments/change-plan", &change).await.expect(200);
    let _ = stage.stripe.pay(&page(&changed["payment"]));
    // The reconciler finds the payment's announcement and tells Stripe of the plan, and dies.
    let (client, url) = (testkit::client(), format!("{}/api/payments/webhook", dying.address));
    for event in stage.stripe.take_events() {
        let header = event.signature(&[stand_in::WEBHOOK_SECRET], server::env::Env::system().now().0 / 1_000);
        let _ = client.post(&url).header("stripe-signature", header).body(event.body.clone()).send().await;
    }
    let mut dying = dying;
    assert!(!dying.wait().success(), "{failpoint} was never reached");
    let living = stage.start("");
    let asha = asha.moved_to(&living.address);
    let address = "/api/billing/subscription";
    let is = |view: &Value| view["current"]["plan"] == "studio";
    let view = until(&asha, address, is, failpoint).await;
    let charged = &stage.stripe.object(&name)["items"]["data"][0]["price"]["unit_amount"];
    assert_eq!((charged, &view["next"]), (&view["current"]["price"]["minor"], &json!(null)));
    assert_eq!(plan_of(&asha).await, "studio");
    assert_eq!(documents(&asha).await, 2);
    stage.audit(living, failpoint).await;
}
