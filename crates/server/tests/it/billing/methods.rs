//! What a subscription is paid with, and another card or account for it.

use serde_json::json;

use super::*;

async fn method(person: &Person) -> Value {
    person.get("/api/billing/payment-method").await.expect(200)
}

#[tokio::test]
async fn stripe_tells_the_card_and_has_a_page_to_change_it() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    assert_eq!(method(&asha).await, json!({"method": null, "known": true, "change": null}));
    let body = json!({"plan": "starter", "currency": "USD"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let url = made["checkout"]["url"].as_str().unwrap();
    let _ = shop.stripe.pay(url.rsplit('/').next().unwrap());
    shop.announce().await;
    let card =
        json!({"kind": "card", "brand": "visa", "last4": "4242", "expires": "11/2030", "account": null});
    assert_eq!(method(&asha).await, json!({"method": card, "known": true, "change": "portal"}));
    let portal = asha.post("/api/payments/portal", &json!({})).await.expect(200);
    let page = portal["url"].as_str().unwrap();
    assert_eq!(portal["next"], json!(null));
    shop.client.post(format!("{page}/card")).send().await.unwrap();
    assert_eq!(method(&asha).await["method"]["last4"], "4444");
    shop.stripe.go_down().await;
    assert_eq!(method(&asha).await, json!({"method": null, "known": false, "change": "portal"}));
    asha.post("/api/payments/portal", &json!({})).await.expect_problem(503, "payments_unavailable");
}

#[tokio::test]
async fn a_mandate_is_replaced_by_a_new_one_and_nobody_pays_twice() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    asha.post("/api/payments/portal", &json!({})).await.expect_problem(409, "no_subscription");
    let old = shop.subscribe(&asha, "creator", "monthly").await;
    let told = method(&asha).await;
    assert_eq!((&told["method"]["kind"], &told["change"]), (&json!("upi"), &json!("mandate")));
    assert_eq!(told["method"]["account"], "success@razorpay");
    let first = asha.post("/api/payments/portal", &json!({})).await.expect(200);
    let again = asha.post("/api/payments/portal", &json!({})).await.expect(200);
    assert_eq!(first["next"]["id"], again["next"]["id"]);
    let new = first["next"]["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    assert_eq!(first["next"]["plan"], "creator");
    let _ = shop.fake.agree(&new);
    shop.announce().await;
    shop.look().await;
    assert_eq!(shop.fake.entity(&old)["status"], "cancelled");
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (2_050, 0)));
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&new, true);
    shop.announce().await;
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"].as_array().unwrap().len(), 2);
    // What is owed already is charged with the agreement.
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&new, false);
    shop.announce().await;
    assert_eq!(subscription(&asha).await["current"]["status"], "past_due");
    let other = asha.post("/api/payments/portal", &json!({})).await.expect(200);
    let other = other["next"]["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&other);
    shop.announce().await;
    shop.look().await;
    assert_eq!(subscription(&asha).await["current"]["status"], "active");
    assert_eq!(shop.fake.entity(&new)["status"], "cancelled");
    assert_eq!(asha.balance().await, (2_050, 0));
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}
