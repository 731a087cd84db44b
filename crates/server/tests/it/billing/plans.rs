//! Subscriptions: begun, renewed, changed, failed, recovered, paused, cancelled.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_plan_is_had_when_it_is_charged_and_again_each_month() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "creator", "monthly").await;
    assert_eq!(plan_of(&asha).await, "creator");
    assert_eq!(asha.balance().await, (2_050, 0));
    let view = subscription(&asha).await;
    assert_eq!(
        (&view["current"]["status"], &view["current"]["price"]["text"]),
        (&json!("active"), &json!("₹1,499.00"))
    );
    // 22 November 2026 to 22 December.
    assert_eq!(view["current"]["periodEnd"], 1_797_897_600_000_i64);
    let again = asha.post("/api/payments/create-subscription", &json!({"plan": "studio"})).await;
    again.expect_problem(409, "already_subscribed");
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    // What was not used of the first month is gone, what was given at sign-up is not.
    assert_eq!(asha.balance().await, (2_050, 0));
    let history = asha.get("/api/billing/history").await.expect(200);
    assert_eq!(history["items"].as_array().unwrap().len(), 2);
    shop.audit().await;
}

#[tokio::test]
async fn a_renewal_that_nobody_announced_is_found() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "starter", "monthly").await;
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&name, true);
    let late = shop.fake.take_events();
    shop.look().await;
    let view = subscription(&asha).await;
    assert!(view["current"]["periodEnd"].as_i64().unwrap() > shop.app.app.env.now().0);
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"].as_array().unwrap().len(), 2);
    for event in late {
        event.deliver(&shop.client, &shop.webhook()).await;
    }
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"].as_array().unwrap().len(), 2);
    shop.audit().await;
}

#[tokio::test]
async fn going_up_costs_the_difference_to_the_paisa() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let old = shop.subscribe(&asha, "starter", "monthly").await;
    shop.days(10, &mut asha).await;
    let shown = asha.get("/api/payments/preview-change?plan=creator").await.expect(200);
    // 20 of 30 days are left: 99933 - 33267 = 66666; 1500 × 2/3 = 1000 credits.
    assert_eq!((&shown["due"]["minor"], &shown["credits"]), (&json!(66_666), &json!(1_000)));
    assert_eq!((&shown["cost"]["minor"], &shown["unused"]["minor"]), (&json!(99_933), &json!(33_267)));
    let change = json!({"plan": "creator", "shownAt": shown["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &change).await.expect(200);
    assert_eq!(changed["payment"]["amount"]["minor"], 66_666);
    assert_eq!(plan_of(&asha).await, "starter", "not before it is paid");
    let _ = shop.fake.pay(changed["payment"]["checkout"]["orderId"].as_str().unwrap());
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    assert_eq!(asha.balance().await, (1_550, 0));
    // The new mandate is agreed to; the old one is told to end, and the paid time is kept.
    let view = subscription(&asha).await;
    assert_eq!(
        (&view["current"]["plan"], &view["current"]["coveredPlan"]),
        (&json!("starter"), &json!("creator"))
    );
    let next = view["next"]["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&next);
    shop.announce().await;
    shop.look().await;
    assert_eq!(shop.fake.entity(&old)["status"], "cancelled");
    shop.announce().await;
    let view = subscription(&asha).await;
    assert_eq!((&view["current"]["plan"], &view["current"]["status"]), (&json!("creator"), &json!("active")));
    assert_eq!((plan_of(&asha).await.as_str(), &view["next"]), ("creator", &json!(null)));
    // The next period is charged at the new price.
    shop.days(20, &mut asha).await;
    let _ = shop.fake.charge(&next, true);
    shop.announce().await;
    assert_eq!(asha.balance().await, (2_050, 0));
    shop.audit().await;
}

#[tokio::test]
async fn without_agreement_the_old_plan_goes_on_at_its_old_price() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let old = shop.subscribe(&asha, "starter", "monthly").await;
    let shown = asha.get("/api/payments/preview-change?plan=studio").await.expect(200);
    let change = json!({"plan": "studio", "shownAt": shown["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &change).await.expect(200);
    let _ = shop.fake.pay(changed["payment"]["checkout"]["orderId"].as_str().unwrap());
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "studio");
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&old, true);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "starter");
    shop.audit().await;
}

#[tokio::test]
async fn going_down_waits_for_the_end_of_what_was_paid() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let _ = shop.subscribe(&asha, "studio", "monthly").await;
    shop.days(3, &mut asha).await;
    let shown = asha.get("/api/payments/preview-change?plan=starter").await.expect(200);
    assert_eq!((&shown["when"], &shown["due"]["minor"]), (&json!("period_end"), &json!(0)));
    let change = json!({"plan": "starter", "shownAt": shown["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &change).await.expect(200);
    let next = changed["next"]["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&next);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "studio");
    shop.days(27, &mut asha).await;
    let _ = shop.fake.charge(&next, true);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "starter");
    shop.audit().await;
}

#[tokio::test]
async fn a_preview_holds_for_half_an_hour_and_mistakes_are_named() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    asha.get("/api/payments/preview-change?plan=studio").await.expect_problem(409, "no_subscription");
    let _ = shop.subscribe(&asha, "starter", "monthly").await;
    asha.get("/api/payments/preview-change?plan=starter").await.expect_problem(409, "plan_not_changed");
    asha.get("/api/payments/preview-change?plan=free").await.expect_problem(422, "invalid_input");
    let shown = asha.get("/api/payments/preview-change?plan=studio").await.expect(200);
    shop.app.clock.as_ref().unwrap().advance_ms(31 * 60_000);
    let change = json!({"plan": "studio", "shownAt": shown["shownAt"]});
    asha.post("/api/payments/change-plan", &change).await.expect_problem(409, "preview_expired");
    let future = json!({"plan": "studio", "shownAt": shop.app.app.env.now().0 + 5_000});
    asha.post("/api/payments/change-plan", &future).await.expect_problem(409, "preview_expired");
}

#[tokio::test]
async fn a_failed_renewal_is_forgiven_for_a_while_and_can_be_recovered() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "creator", "monthly").await;
    shop.days(30, &mut asha).await;
    for day in 0..4 {
        let _ = shop.fake.charge(&name, false);
        shop.announce().await;
        let view = subscription(&asha).await;
        if day < 3 {
            assert_eq!(view["current"]["status"], "past_due");
            assert_eq!(view["current"]["graceDaysLeft"], 7 - day);
            assert_eq!(plan_of(&asha).await, "creator");
            shop.days(1, &mut asha).await;
        } else {
            assert_eq!(view["current"]["status"], "halted");
            assert_eq!(plan_of(&asha).await, "free");
            assert!(view["current"]["checkout"]["subscriptionId"].is_string(), "it can be paid again");
        }
    }
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    assert_eq!(subscription(&asha).await["current"]["status"], "active");
    shop.audit().await;
}

#[tokio::test]
async fn grace_ends_by_the_clock_where_the_gateway_is_silent() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "starter", "monthly").await;
    shop.days(30, &mut asha).await;
    let _ = shop.fake.charge(&name, false);
    shop.announce().await;
    shop.days(6, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "starter");
    shop.days(1, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "free");
}

#[tokio::test]
async fn cancelling_keeps_what_was_paid_or_ends_it_now() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let _ = shop.subscribe(&asha, "creator", "monthly").await;
    let cancelled = asha.post("/api/payments/cancel-subscription", &json!({})).await.expect(200);
    assert_eq!(cancelled["cancels"], "at_period_end");
    asha.post("/api/payments/cancel-subscription", &json!({})).await.expect(200);
    assert_eq!(plan_of(&asha).await, "creator");
    shop.days(29, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "creator");
    shop.days(2, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "free");
    let ravi = shop.customer("ravi").await;
    let name = shop.subscribe(&ravi, "studio", "monthly").await;
    ravi.post("/api/payments/cancel-subscription", &json!({"atOnce": true})).await.expect(200);
    assert_eq!(
        (plan_of(&ravi).await.as_str(), &shop.fake.entity(&name)["status"]),
        ("free", &json!("cancelled"))
    );
    shop.announce().await;
    assert_eq!(ravi.balance().await, (6_050, 0), "the credits were paid for");
    // And can subscribe anew.
    let _ = shop.subscribe(&ravi, "starter", "annual").await;
    assert_eq!(plan_of(&ravi).await, "starter");
    shop.audit().await;
}

#[tokio::test]
async fn a_mandate_that_was_withdrawn_at_the_bank_keeps_the_paid_time() {
    let shop = Shop::open().await;
    let mut asha = shop.customer("asha").await;
    let name = shop.subscribe(&asha, "starter", "monthly").await;
    shop.fake.revoke(&name);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "starter");
    shop.days(31, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "free");
}

#[tokio::test]
async fn a_pause_rests_the_plan_and_resuming_brings_it_back() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    asha.post("/api/payments/pause-subscription", &json!({})).await.expect_problem(409, "no_subscription");
    let _ = shop.subscribe(&asha, "creator", "monthly").await;
    asha.post("/api/payments/resume-subscription", &json!({})).await.expect_problem(409, "plan_not_changed");
    asha.post("/api/payments/pause-subscription", &json!({})).await.expect(200);
    assert_eq!(plan_of(&asha).await, "free");
    shop.announce().await;
    asha.post("/api/payments/resume-subscription", &json!({})).await.expect(200);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    assert_eq!(asha.balance().await, (2_050, 0));
}
