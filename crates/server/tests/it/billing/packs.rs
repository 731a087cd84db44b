//! Packs: paid once, given once.

use serde_json::json;
use testkit::razorpay::Trouble;

use super::*;

#[tokio::test]
async fn a_pack_is_given_when_the_gateway_says_it_is_paid() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (payment, order) = shop.order(&asha, 500).await;
    assert_eq!((&payment["amount"]["text"], &payment["status"]), (&json!("₹399.00"), &json!("open")));
    assert_eq!(shop.fake.entity(&order)["amount"], 39_900);
    // The browser says so, and the gateway does not.
    let id = payment["id"].as_str().unwrap();
    asha.post("/api/payments/confirm", &json!({"id": id})).await.expect(204);
    assert_eq!(asha.balance().await, (50, 0));
    let paid = shop.fake.pay(&order);
    let proof = shop.fake.proof(&order, &paid);
    let confirm = json!({"id": id, "gatewayPaymentId": paid, "signature": proof});
    asha.post("/api/payments/confirm", &confirm).await.expect(204);
    assert_eq!(asha.balance().await, (550, 0));
    // Announcements that come after change nothing.
    shop.announce().await;
    shop.look().await;
    assert_eq!(asha.balance().await, (550, 0));
    let history = asha.get("/api/billing/history").await.expect(200);
    assert_eq!(
        (&history["items"][0]["status"], &history["items"][0]["method"]),
        (&json!("paid"), &json!("upi"))
    );
    shop.audit().await;
}

#[tokio::test]
async fn the_gateway_says_paid_and_the_browser_never_does() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    // No announcement arrives either: the reconciler asks.
    let lost = shop.fake.take_events();
    assert_eq!(lost.len(), 3);
    shop.look().await;
    assert_eq!(asha.balance().await, (50, 0), "it is too early to ask");
    shop.app.clock.as_ref().unwrap().advance_ms(61_000);
    shop.look().await;
    assert_eq!(asha.balance().await, (150, 0));
    shop.audit().await;
}

#[tokio::test]
async fn a_forged_proof_is_refused_and_written_down() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (payment, order) = shop.order(&asha, 100).await;
    let other = shop.fake.proof("order_Other000000001", "pay_1");
    let confirm = json!({"id": payment["id"], "gatewayPaymentId": "pay_1", "signature": other});
    asha.post("/api/payments/confirm", &confirm).await.expect_problem(401, "sender_unknown");
    assert_eq!(asha.balance().await, (50, 0));
    // Somebody else cannot confirm or read it.
    let ravi = shop.customer("ravi").await;
    ravi.post("/api/payments/confirm", &json!({"id": payment["id"]})).await.expect_problem(404, "not_found");
    let address = format!("/api/payments/{}", payment["id"].as_str().unwrap());
    ravi.get(&address).await.expect_problem(404, "not_found");
    assert_eq!(asha.get(&address).await.expect(200)["checkout"]["orderId"], json!(order));
}

#[tokio::test]
async fn the_same_key_is_one_payment_and_a_lost_answer_makes_no_second_order() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    shop.fake.script("orders", [Trouble::LoseAnswer]);
    let buy = |credits: i64| {
        let request = asha.request(reqwest::Method::POST, "/api/credits/purchase");
        asha.send(request.header("idempotency-key", "k1").json(&json!({"credits": credits})))
    };
    let first = buy(500).await.expect(201);
    let second = buy(500).await.expect(201);
    assert_eq!(first["id"], second["id"]);
    assert_eq!(first["checkout"]["orderId"], second["checkout"]["orderId"]);
    buy(100).await.expect_problem(409, "idempotency_key_reused");
    let made = shop.fake.calls().iter().filter(|call| call.method == "POST").count();
    assert_eq!(made, 1, "the lost order was found by its receipt");
}

#[tokio::test]
async fn a_failure_is_not_final() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let (payment, order) = shop.order(&asha, 100).await;
    let refused = shop.fake.fail(&order);
    shop.announce().await;
    let address = format!("/api/payments/{}", payment["id"].as_str().unwrap());
    let failed = asha.get(&address).await.expect(200);
    assert_eq!(failed["status"], "failed");
    assert!(failed["failure"].as_str().unwrap().contains("bank"));
    assert_eq!(failed["checkout"]["orderId"], json!(order), "it can be tried again");
    // Two days later the bank says yes after all.
    shop.days(2, &mut asha).await;
    shop.fake.capture_late(&refused);
    shop.announce().await;
    assert_eq!(asha.get(&address).await.expect(200)["status"], "paid");
    assert_eq!(asha.balance().await, (150, 0));
}

#[tokio::test]
async fn nothing_is_sold_without_a_state_a_pack_or_a_gateway() {
    let shop = Shop::open().await;
    let asha = shop.app.sign_up("asha").await;
    let buy = json!({"credits": 100});
    asha.post("/api/credits/purchase", &buy).await.expect_problem(422, "billing_address_required");
    let mut nowhere = profile();
    nowhere["stateCode"] = json!("28");
    asha.put("/api/billing/profile", &nowhere).await.expect_problem(422, "invalid_input");
    asha.put("/api/billing/profile", &profile()).await.expect(200);
    for credits in [0, -100, 101, i64::MAX] {
        let answer = asha.post("/api/credits/purchase", &json!({"credits": credits})).await;
        answer.expect_problem(422, "invalid_input");
    }
    asha.post("/api/credits/purchase", &json!({"credits": 100.5})).await.expect_problem(400, "invalid_json");
    shop.fake.go_down().await;
    asha.post("/api/credits/purchase", &buy).await.expect_problem(503, "payments_unavailable");
    assert_eq!(asha.balance().await, (50, 0));
    let bare = TestApp::start().await;
    let ravi = bare.sign_up("ravi").await;
    ravi.put("/api/billing/profile", &profile()).await.expect(200);
    ravi.post("/api/credits/purchase", &buy).await.expect_problem(503, "payments_unavailable");
    assert_eq!(ravi.get("/api/plans").await.expect(200)["payable"], false);
}

#[tokio::test]
async fn a_coupon_makes_it_cheaper_once() {
    let shop = Shop::open_with(|config| {
        let text = r#"code = "LAUNCH25"
            title = "Launch"
            percent_off = 25
            purposes = ["pack"]
            from = "2026-11-01"
            until = "2026-12-01"
            uses_max = 0
            uses_max_each = 1"#;
        config.billing.campaigns = vec![toml::from_str(text).unwrap()];
    })
    .await;
    let asha = shop.customer("asha").await;
    let buy = json!({"credits": 100, "coupon": "launch25"});
    let payment = asha.post("/api/credits/purchase", &buy).await.expect(201);
    assert_eq!(payment["amount"]["minor"], 7_425);
    let _ = shop.fake.pay(payment["checkout"]["orderId"].as_str().unwrap());
    shop.announce().await;
    assert_eq!(asha.balance().await, (150, 0));
    asha.post("/api/credits/purchase", &buy).await.expect_problem(422, "coupon_refused");
    let wrong = json!({"credits": 100, "coupon": "NOPE"});
    asha.post("/api/credits/purchase", &wrong).await.expect_problem(422, "coupon_refused");
}
