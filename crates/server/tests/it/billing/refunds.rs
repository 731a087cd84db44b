//! Money back, by us and at the gateway.

use serde_json::json;
use testkit::razorpay::Trouble;

use super::*;

async fn paid(shop: &Shop, person: &Person, credits: i64) -> (String, String) {
    let (payment, order) = shop.order(person, credits).await;
    let name = shop.fake.pay(&order);
    shop.announce().await;
    (payment["id"].as_str().unwrap().to_owned(), name)
}

#[tokio::test]
async fn all_of_it_takes_the_credits_back_once_and_has_a_credit_note() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (id, _) = paid(&shop, &asha, 500).await;
    let admin = shop.app.administrator().await;
    let address = format!("/api/admin/payments/{id}/refund");
    asha.post(&address, &json!({"reason": "please"})).await.expect_problem(404, "not_found");
    admin.post(&address, &json!({"reason": " "})).await.expect_problem(422, "invalid_input");
    // The gateway does it and its answer is lost: the second try is the same refund.
    shop.fake.script("refund", [Trouble::LoseAnswer]);
    let view = admin.post(&address, &json!({"reason": "changed their mind"})).await.expect(200);
    assert_eq!((&view["status"], &view["refunded"]["minor"]), (&json!("refunded"), &json!(39_900)));
    assert_eq!(asha.balance().await, (50, 0));
    shop.announce().await;
    shop.look().await;
    assert_eq!(asha.balance().await, (50, 0));
    admin.post(&address, &json!({"reason": "again"})).await.expect_problem(502, "payment_refused");
    let documents = asha.get("/api/invoices").await.expect(200);
    let kinds: Vec<_> =
        documents["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, [json!("credit_note"), json!("invoice")]);
    shop.audit().await;
}

#[tokio::test]
async fn spent_credits_are_owed_and_no_balance_is_negative() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (id, _) = paid(&shop, &asha, 100).await;
    // 30 are set aside for runs.
    for _ in 0..30 {
        asha.trigger("a fox").await;
    }
    let (available, held) = asha.balance().await;
    assert_eq!(available + held, 150);
    assert!(held > 0);
    let admin = shop.app.administrator().await;
    let address = format!("/api/admin/payments/{id}/refund");
    admin.post(&address, &json!({"reason": "card dispute"})).await.expect(200);
    let (after, _) = asha.balance().await;
    assert!(after >= 0 && after < available);
    shop.audit().await;
}

#[tokio::test]
async fn a_part_takes_its_share_and_the_dashboard_counts_too() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (id, name) = paid(&shop, &asha, 500).await;
    shop.fake.refund_in_dashboard(&name, 9_900);
    shop.announce().await;
    let payment = asha.get(&format!("/api/payments/{id}")).await.expect(200);
    assert_eq!(
        (&payment["status"], &payment["refunded"]["minor"]),
        (&json!("partly_refunded"), &json!(9_900))
    );
    // 500 × 9,900 / 39,900 is 124.06: nobody loses more than the share.
    assert_eq!(asha.balance().await, (550 - 124, 0));
    shop.fake.refund_in_dashboard(&name, 30_000);
    shop.announce().await;
    assert_eq!(asha.balance().await, (50, 0));
    let documents = asha.get("/api/invoices").await.expect(200);
    let totals: Vec<_> =
        documents["items"].as_array().unwrap().iter().map(|one| one["totalMinor"].clone()).collect();
    assert_eq!(totals, [json!(30_000), json!(9_900), json!(39_900)]);
    shop.audit().await;
}

#[tokio::test]
async fn a_refund_in_the_dashboard_does_not_end_one_of_ours_that_waits_not_even_for_the_same_sum() {
    for theirs in [9_900, 10_000] {
        let shop = Shop::open().await;
        let asha = shop.customer("asha").await;
        let (id, name) = paid(&shop, &asha, 500).await;
        let admin = shop.app.administrator().await;
        let down = || Trouble::answer(503, &json!({}));
        shop.fake.script("refund", [down(), down(), down()]);
        let body = json!({"reason": "half of it was not used", "amountMinor": 10_000});
        let address = format!("/api/admin/payments/{id}/refund");
        admin.post(&address, &body).await.expect_problem(503, "payments_unavailable");
        shop.fake.refund_in_dashboard(&name, theirs);
        shop.announce().await;
        // Ours is still to be sent; the next look does it, once.
        shop.look().await;
        shop.look().await;
        shop.announce().await;
        let both = 10_000 + theirs;
        assert_eq!(shop.fake.entity(&name)["amount_refunded"], both);
        let payment = asha.get(&format!("/api/payments/{id}")).await.expect(200);
        assert_eq!(payment["refunded"]["minor"], both);
        assert_eq!(asha.balance().await, (550 - domain::payment::credits_back(500, 39_900, both), 0));
        shop.audit().await;
    }
}

#[tokio::test]
async fn at_stripe_a_refund_in_the_dashboard_for_the_same_sum_does_not_end_ours_either() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let body = json!({"credits": 500, "currency": "USD"});
    let bought = asha.post("/api/credits/purchase", &body).await.expect(201);
    let page = bought["checkout"]["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let intent = shop.stripe.pay(&page);
    shop.announce().await;
    let admin = shop.app.administrator().await;
    let down = || Trouble::answer(503, &json!({}));
    shop.stripe.script("refunds", [down(), down(), down()]);
    let address = format!("/api/admin/payments/{}/refund", bought["id"].as_str().unwrap());
    let body = json!({"reason": "a part was not used", "amountMinor": 100});
    admin.post(&address, &body).await.expect_problem(503, "payments_unavailable");
    shop.stripe.refund_in_dashboard(&intent, 100);
    shop.announce().await;
    shop.look().await;
    shop.look().await;
    shop.announce().await;
    let charge = shop.stripe.object(shop.stripe.object(&intent)["latest_charge"].as_str().unwrap());
    assert_eq!(charge["amount_refunded"], 200);
    let payment = asha.get(&format!("/api/payments/{}", bought["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(payment["refunded"]["minor"], 200);
    shop.audit().await;
}
