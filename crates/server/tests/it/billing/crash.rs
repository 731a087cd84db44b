//! `kill -9` between the gateway and the ledger: nothing is paid for in vain, nothing is given twice.

use serde_json::json;
use testkit::Binary;

use super::*;

const MARTY: &str = env!("CARGO_BIN_EXE_marty");
/// Every place where the process may die on the way of a payment.
const FAILPOINTS: [&str; 3] = ["payment_written", "payment_opened", "webhook_kept"];

#[tokio::test(flavor = "multi_thread")]
async fn at_every_failpoint() {
    for failpoint in FAILPOINTS {
        let dir = tempfile::TempDir::new().unwrap();
        let now = Arc::new(|| server::env::Env::system().now().0 / 1_000);
        let fake = FakeRazorpay::start_with(now).await;
        let api = format!("{}/", fake.address);
        let secrets = format!("[\"{WEBHOOK_SECRET}\"]");
        let settings = |failpoint: &'static str| {
            vec![
                ("MARTY_RAZORPAY__KEY_ID", KEY_ID.to_owned()),
                ("MARTY_RAZORPAY__KEY_SECRET", KEY_SECRET.to_owned()),
                ("MARTY_RAZORPAY__WEBHOOK_SECRETS", secrets.clone()),
                ("MARTY_RAZORPAY__API_URL", api.clone()),
                ("MARTY_BILLING__RECONCILE_SECONDS", "1".to_owned()),
                ("MARTY_FAILPOINT", failpoint.to_owned()),
            ]
        };
        let start = |failpoint| {
            let owned = settings(failpoint);
            let borrowed: Vec<(&str, &str)> =
                owned.iter().map(|(name, value)| (*name, value.as_str())).collect();
            Binary::start(MARTY, dir.path(), &borrowed)
        };
        let mut dying = start(failpoint);
        let mut asha = Person::at(&dying.address);
        asha.sign_up("asha").await;
        asha.put("/api/billing/profile", &profile()).await.expect(200);
        let buy = |person: Person| {
            let request = person.request(reqwest::Method::POST, "/api/credits/purchase");
            request.header("idempotency-key", "once").json(&json!({"credits": 100})).send()
        };
        let url = |binary: &Binary| format!("{}/api/payments/webhook", binary.address);
        // The answer may be lost with the process; the key makes the request repeatable.
        let bought = buy(asha.clone()).await;
        if let Ok(bought) = bought {
            let view: Value = bought.json().await.unwrap();
            let _ = fake.pay(view["checkout"]["orderId"].as_str().unwrap());
            for event in fake.take_events() {
                let mut request = testkit::client().post(url(&dying)).body(event.body.clone());
                for (name, value) in event.headers(WEBHOOK_SECRET) {
                    request = request.header(name, value);
                }
                let _ = request.send().await;
            }
        }
        assert!(!dying.wait().success(), "{failpoint} was never reached");
        let mut living = start("");
        let asha = asha.moved_to(&living.address);
        let view: Value = buy(asha.clone()).await.unwrap().json().await.unwrap();
        if view["paidAt"].is_null() {
            let order = view["checkout"]["orderId"].as_str().unwrap();
            if fake.entity(order)["status"] != "paid" {
                let _ = fake.pay(order);
            }
            let confirm = json!({"id": view["id"]});
            asha.post("/api/payments/confirm", &confirm).await.expect(204);
        }
        assert_eq!(asha.balance().await, (150, 0), "{failpoint}");
        let invoices = asha.get("/api/invoices").await.expect(200);
        assert_eq!(invoices["items"].as_array().unwrap().len(), 1, "{failpoint}");
        living.kill();
        let path = dir.path().join("marty.sqlite");
        let db = server::platform::db::Db::open(&path, 1, Arc::new(|_| {})).unwrap();
        let audit = db.read(ledger::audit).await.unwrap();
        assert!(audit.is_sound(), "{failpoint}: {audit:?}");
    }
}
