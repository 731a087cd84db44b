//! Money: packs, subscriptions, changes of plan, announcements, refunds and invoices, against stand-ins for Razorpay and
//! Stripe.

mod audit;
mod crash;
mod disputes;
mod invoices;
mod letters;
mod methods;
mod model;
mod offers;
mod packs;
mod plans;
mod refunds;
mod stripe;
mod webhooks;

use std::sync::Arc;

use serde_json::{Value, json};
use server::{billing::reconcile, ledger};
use testkit::{
    Person, TestApp,
    razorpay::{FakeRazorpay, KEY_ID, KEY_SECRET, WEBHOOK_SECRET},
    stripe::{self as stand_in, FakeStripe},
};

/// A shop with a frozen clock, and somebody in it who may buy.
struct Shop {
    app: TestApp,
    fake: FakeRazorpay,
    stripe: FakeStripe,
    client: reqwest::Client,
}

fn set_up(config: &mut server::config::Config, api_url: &str) {
    config.razorpay.key_id = KEY_ID.into();
    config.razorpay.key_secret = providers::http::Secret::new(KEY_SECRET);
    config.razorpay.webhook_secrets = vec![providers::http::Secret::new(WEBHOOK_SECRET)];
    config.razorpay.api_url = format!("{api_url}/");
    config.seller.gstin = "29AAGCB7383J1Z4".into();
    config.credits.sign_up_grant = 50;
}

/// Stripe too.
fn set_up_stripe(config: &mut server::config::Config, api_url: &str) {
    config.stripe.secret_key = providers::http::Secret::new(stand_in::SECRET_KEY);
    config.stripe.webhook_secrets = vec![providers::http::Secret::new(stand_in::WEBHOOK_SECRET)];
    config.stripe.api_url = format!("{api_url}/");
}

impl Shop {
    async fn open() -> Shop {
        Shop::open_with(|_| {}).await
    }

    /// With both gateways.
    async fn open_with_stripe() -> Shop {
        Shop::start(true, |_| {}).await
    }

    async fn open_with(change: impl FnOnce(&mut server::config::Config)) -> Shop {
        Shop::start(false, change).await
    }

    async fn start(with_stripe: bool, change: impl FnOnce(&mut server::config::Config)) -> Shop {
        let fake_clock = Arc::new(parking_lot::Mutex::new(None::<server::env::Env>));
        let told = fake_clock.clone();
        let clock: testkit::razorpay::Clock = Arc::new(move || {
            told.lock().as_ref().map_or(testkit::START.0 / 1_000, |env| env.now().0 / 1_000)
        });
        let fake = FakeRazorpay::start_with(clock.clone()).await;
        let stripe = FakeStripe::start_with(clock).await;
        let (address, other) = (fake.address.clone(), stripe.address.clone());
        let app = TestApp::start_frozen(move |config| {
            set_up(config, &address);
            if with_stripe {
                set_up_stripe(config, &other);
            }
            change(config);
        })
        .await;
        *fake_clock.lock() = Some(app.app.env.clone());
        Shop { app, fake, stripe, client: testkit::client() }
    }

    /// Somebody from Karnataka.
    async fn customer(&self, name: &str) -> Person {
        let person = self.app.sign_up(name).await;
        person.put("/api/billing/profile", &profile()).await.expect(200);
        person
    }

    fn webhook(&self) -> String {
        format!("{}/api/payments/webhook", self.app.address)
    }

    /// Everything that happened is announced once, in order.
    async fn announce(&self) {
        for event in self.fake.take_events() {
            assert_eq!(event.deliver(&self.client, &self.webhook()).await, 200, "{}", event.kind);
        }
        for event in self.stripe.take_events() {
            let status = self.stripe.deliver(&self.client, &event, &self.webhook()).await;
            assert_eq!(status, 200, "{}", event.kind);
        }
    }

    /// Buys a pack and answers the payment and the order.
    async fn order(&self, person: &Person, credits: i64) -> (Value, String) {
        let payment = person.post("/api/credits/purchase", &json!({"credits": credits})).await.expect(201);
        let order = payment["checkout"]["orderId"].as_str().unwrap().to_owned();
        (payment, order)
    }

    /// Subscribes, agrees, and is charged.
    async fn subscribe(&self, person: &Person, plan: &str, interval: &str) -> String {
        let body = json!({"plan": plan, "interval": interval});
        let made = person.post("/api/payments/create-subscription", &body).await.expect(201);
        let name = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
        let _ = self.fake.agree(&name);
        self.announce().await;
        name
    }

    /// Days pass; sessions do not last that long.
    async fn days(&self, days: i64, person: &mut Person) {
        self.app.clock.as_ref().unwrap().advance_ms(days * domain::time::DAY_MS);
        person.sign_in().await;
    }

    async fn look(&self) {
        reconcile::look(&self.app.app).await.unwrap();
    }

    /// The books balance.
    async fn audit(&self) {
        let audit = self.app.app.db.read(ledger::audit).await.unwrap();
        assert!(audit.is_sound(), "{audit:?}");
    }

    /// Somebody new who may read everything: sessions of others may have ended.
    async fn reader(&self) -> Person {
        let name = self.app.app.env.new_id::<domain::id::kind::User>().to_string().to_lowercase();
        self.app.administrator_named(&name).await
    }

    /// Announcements that wait for a person.
    async fn parked(&self) -> Vec<String> {
        let admin = self.reader().await;
        let page = admin.get("/api/admin/webhooks?status=parked&limit=100").await.expect(200);
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["reason"].as_str().unwrap().to_owned()).collect()
    }
}

fn profile() -> Value {
    json!({"name": "Asha Rao", "address": "12 MG Road", "city": "Bengaluru", "postalCode": "560001",
        "country": "IN", "stateCode": "29"})
}

async fn subscription(person: &Person) -> Value {
    person.get("/api/billing/subscription").await.expect(200)
}

async fn plan_of(person: &Person) -> String {
    person.get("/api/credits/balance").await.expect(200)["plan"].as_str().unwrap().to_owned()
}
