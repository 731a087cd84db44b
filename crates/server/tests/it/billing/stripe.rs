//! The same over Stripe: dollars, pages instead of windows, plans that change without a new agreement.

use domain::time::HOUR_MS;
use serde_json::json;
use testkit::stripe::{Event, Trouble, WEBHOOK_SECRET as STRIPE_SECRET};

use super::*;

/// Buys a pack in dollars and answers the payment and the name of the page.
async fn page(shop: &Shop, person: &Person, credits: i64) -> (Value, String) {
    let body = json!({"credits": credits, "currency": "USD"});
    let payment = person.post("/api/credits/purchase", &body).await.expect(201);
    assert_eq!(payment["checkout"]["kind"], "redirect");
    let name = session_of(&payment);
    assert_eq!(shop.stripe.object(&name)["status"], "open");
    (payment, name)
}

/// The page that a payment or subscription leads to.
fn session_of(view: &Value) -> String {
    let url = view["checkout"]["url"].as_str().unwrap_or_else(|| panic!("no page: {view:#}"));
    url.rsplit('/').next().unwrap().to_owned()
}

/// Subscribes in dollars and finishes the page; answers Stripe's name.
async fn subscribe(shop: &Shop, person: &Person, plan: &str) -> String {
    let body = json!({"plan": plan, "currency": "USD"});
    let made = person.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = shop.stripe.pay(&session_of(&made));
    shop.announce().await;
    name
}

async fn deliver(shop: &Shop, event: &Event) -> u16 {
    shop.stripe.deliver(&shop.client, event, &shop.webhook()).await
}

#[tokio::test]
async fn a_pack_is_given_once_when_stripe_says_so() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let (payment, name) = page(&shop, &asha, 500).await;
    let confirm = json!({"id": payment["id"]});
    // The browser comes back and nothing was paid.
    asha.post("/api/payments/confirm", &confirm).await.expect(204);
    assert_eq!(asha.balance().await, (50, 0));
    let _ = shop.stripe.pay(&name);
    asha.post("/api/payments/confirm", &confirm).await.expect(204);
    assert_eq!(asha.balance().await, (550, 0));
    shop.announce().await;
    shop.look().await;
    assert_eq!(asha.balance().await, (550, 0));
    let address = format!("/api/payments/{}", payment["id"].as_str().unwrap());
    let paid = asha.get(&address).await.expect(200);
    assert_eq!((&paid["status"], &paid["gateway"]), (&json!("paid"), &json!("stripe")));
    assert_eq!(asha.get("/api/invoices").await.expect(200)["items"].as_array().unwrap().len(), 1);
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

#[tokio::test]
async fn slow_money_counts_when_it_comes_and_an_expired_page_is_not_offered() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let (slow, name) = page(&shop, &asha, 100).await;
    let _ = shop.stripe.pay_slowly(&name);
    shop.announce().await;
    let read = async |view: &Value| {
        asha.get(&format!("/api/payments/{}", view["id"].as_str().unwrap())).await.expect(200)
    };
    assert_eq!(read(&slow).await["status"], "authorised");
    assert_eq!(asha.balance().await, (50, 0));
    shop.stripe.arrives(&name, true);
    shop.announce().await;
    assert_eq!((read(&slow).await["status"].clone(), asha.balance().await), (json!("paid"), (150, 0)));
    let (never, name) = page(&shop, &asha, 100).await;
    let _ = shop.stripe.pay_slowly(&name);
    shop.stripe.arrives(&name, false);
    shop.announce().await;
    assert_eq!(read(&never).await["status"], "failed");
    // Asked itself, Stripe says the same.
    asha.post("/api/payments/confirm", &json!({"id": never["id"]})).await.expect(204);
    assert_eq!(read(&never).await["status"], "failed");
    let (left, name) = page(&shop, &asha, 100).await;
    shop.stripe.expire(&name);
    shop.announce().await;
    let left = read(&left).await;
    assert_eq!((&left["status"], &left["checkout"]), (&json!("failed"), &json!(null)));
    assert_eq!(asha.balance().await, (150, 0));
    shop.audit().await;
}

#[tokio::test]
async fn a_subscription_renews_fails_recovers_and_ends() {
    let shop = Shop::open_with_stripe().await;
    let mut asha = shop.customer("asha").await;
    let name = subscribe(&shop, &asha, "creator").await;
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (2_050, 0)));
    let view = subscription(&asha).await;
    assert_eq!(
        (&view["current"]["status"], &view["current"]["gateway"]),
        (&json!("active"), &json!("stripe"))
    );
    shop.days(30, &mut asha).await;
    let _ = shop.stripe.renew(&name, true);
    shop.announce().await;
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"].as_array().unwrap().len(), 2);
    shop.days(31, &mut asha).await;
    for day in 0..4 {
        let _ = shop.stripe.renew(&name, false);
        shop.announce().await;
        let current = subscription(&asha).await["current"].clone();
        let (expected, plan) = if day < 3 { ("past_due", "creator") } else { ("halted", "free") };
        assert_eq!((current["status"].as_str(), plan_of(&asha).await.as_str()), (Some(expected), plan));
        // A page is used once: what is owed is paid in the portal.
        assert_eq!(current["checkout"], json!(null));
        shop.days(1, &mut asha).await;
    }
    let portal = asha.post("/api/payments/portal", &json!({})).await.expect(200);
    assert!(portal["url"].as_str().unwrap().starts_with(&shop.stripe.address));
    let _ = shop.stripe.renew(&name, true);
    shop.announce().await;
    assert_eq!(
        (plan_of(&asha).await.as_str(), &subscription(&asha).await["current"]["status"]),
        ("creator", &json!("active"))
    );
    let cancelled = asha.post("/api/payments/cancel-subscription", &json!({})).await.expect(200);
    assert_eq!(cancelled["cancels"], "at_period_end");
    assert_eq!(shop.stripe.object(&name)["cancel_at_period_end"], true);
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    shop.days(30, &mut asha).await;
    let _ = shop.stripe.renew(&name, true);
    shop.announce().await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "free");
    asha.post("/api/payments/portal", &json!({})).await.expect_problem(409, "no_subscription");
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

#[tokio::test]
async fn going_up_is_paid_once_and_needs_no_new_agreement() {
    let shop = Shop::open_with_stripe().await;
    let mut asha = shop.customer("asha").await;
    let name = subscribe(&shop, &asha, "starter").await;
    shop.days(10, &mut asha).await;
    let shown = asha.get("/api/payments/preview-change?plan=creator").await.expect(200);
    let change = json!({"plan": "creator", "shownAt": shown["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &change).await.expect(200);
    assert_eq!(changed["payment"]["amount"]["minor"], shown["due"]["minor"]);
    let _ = shop.stripe.pay(&session_of(&changed["payment"]));
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator");
    // Stripe does not answer when it is told of the new plan: a later look tells it.
    shop.stripe.go_down().await;
    shop.look().await;
    assert_eq!(subscription_plan(&shop, &name), price(&shop, 0));
    shop.stripe.come_back().await;
    shop.look().await;
    let view = subscription(&asha).await;
    assert_eq!((&view["current"]["plan"], &view["next"]), (&json!("creator"), &json!(null)));
    let minor = view["current"]["price"]["minor"].as_i64().unwrap();
    assert_eq!(subscription_plan(&shop, &name), Some(minor));
    shop.days(20, &mut asha).await;
    let _ = shop.stripe.renew(&name, true);
    shop.announce().await;
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (2_050, 0)));
    // Down again, and back before the period is over.
    let down = asha.get("/api/payments/preview-change?plan=starter").await.expect(200);
    let body = json!({"plan": "starter", "shownAt": down["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &body).await.expect(200);
    assert_eq!((&changed["payment"], &changed["next"]), (&json!(null), &json!(null)));
    let current = subscription(&asha).await["current"].clone();
    assert_eq!((&current["plan"], &current["coveredPlan"]), (&json!("starter"), &json!("creator")));
    let back = asha.get("/api/payments/preview-change?plan=creator").await.expect(200);
    assert_eq!(back["due"]["minor"], 0);
    let body = json!({"plan": "creator", "shownAt": back["shownAt"]});
    asha.post("/api/payments/change-plan", &body).await.expect(200);
    assert_eq!(subscription(&asha).await["current"]["plan"], "creator");
    // Another interval would be charged at once at Stripe: it is agreed to anew.
    let yearly = asha.get("/api/payments/preview-change?plan=creator&interval=annual").await.expect(200);
    let body = json!({"plan": "creator", "interval": "annual", "shownAt": yearly["shownAt"]});
    let changed = asha.post("/api/payments/change-plan", &body).await.expect(200);
    let _ = shop.stripe.pay(&session_of(&changed["payment"]));
    shop.announce().await;
    let next = subscription(&asha).await["next"].clone();
    let yearly = shop.stripe.pay(&session_of(&next));
    shop.announce().await;
    shop.look().await;
    assert_eq!(shop.stripe.object(&name)["status"], "canceled");
    assert_eq!(shop.stripe.object(&yearly)["status"], "trialing");
    assert_eq!(plan_of(&asha).await, "creator");
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

/// What Stripe charges for a subscription next.
fn subscription_plan(shop: &Shop, name: &str) -> Option<i64> {
    shop.stripe.object(name)["items"]["data"][0]["price"]["unit_amount"].as_i64()
}

/// What the plan of our n-th price costs, as our client asked for it.
fn price(shop: &Shop, index: usize) -> Option<i64> {
    let calls = shop.stripe.calls();
    let made = calls.iter().filter(|call| call.path == "/v1/prices").nth(index)?;
    let body = String::from_utf8_lossy(&made.body).into_owned();
    body.split('&').find_map(|pair| pair.strip_prefix("unit_amount="))?.parse().ok()
}

#[tokio::test]
async fn new_payments_go_where_somebody_answers_and_old_ones_stay() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let (at_razorpay, order) = shop.order(&asha, 100).await;
    assert_eq!(at_razorpay["gateway"], "razorpay");
    shop.fake.go_down().await;
    let body = json!({"credits": 100});
    let rupees = asha.post("/api/credits/purchase", &body).await.expect(201);
    assert_eq!((&rupees["gateway"], &rupees["amount"]["currency"]), (&json!("stripe"), &json!("INR")));
    let _ = shop.stripe.pay(&session_of(&rupees));
    shop.announce().await;
    assert_eq!(asha.balance().await, (150, 0));
    // What had begun stays where it is: nobody is asked to pay twice.
    let address = format!("/api/payments/{}", at_razorpay["id"].as_str().unwrap());
    assert_eq!(asha.get(&address).await.expect(200)["checkout"]["orderId"], json!(order));
    shop.fake.come_back().await;
    shop.stripe.go_down().await;
    let body = json!({"credits": 100, "currency": "USD"});
    let dollars = asha.post("/api/credits/purchase", &body).await.expect(201);
    assert_eq!((&dollars["gateway"], &dollars["amount"]["currency"]), (&json!("razorpay"), &json!("USD")));
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    assert_eq!(asha.balance().await, (250, 0));
    shop.audit().await;
}

#[tokio::test]
async fn announcements_are_believed_only_when_stripe_made_them_just_now() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let (_, name) = page(&shop, &asha, 100).await;
    let _ = shop.stripe.pay(&name);
    let events = shop.stripe.take_events();
    let event = events.iter().find(|event| event.kind == "checkout.session.completed").unwrap().clone();
    let now = shop.app.app.env.now().0 / 1_000;
    let url = shop.webhook();
    for (secret, seconds) in [("whsec_forged", now), (STRIPE_SECRET, now - 301), (STRIPE_SECRET, now + 301)] {
        assert_eq!(event.deliver(&shop.client, &url, secret, seconds).await, 401);
    }
    assert_eq!(asha.balance().await, (50, 0));
    let odd = [
        event.changed(|body| body["data"]["object"]["amount_total"] = json!(1)),
        event.changed(|body| body["data"]["object"]["currency"] = json!("jpy")),
        event.changed(|body| {
            body["data"]["object"]["id"] = json!("cs_nobody");
            body["data"]["object"]["client_reference_id"] = json!(null);
            body["data"]["object"]["metadata"] = json!({});
        }),
        event.changed(|body| body["api_version"] = json!("2020-08-27")),
    ];
    for (index, mut event) in odd.into_iter().enumerate() {
        event = event.changed(|body| body["id"] = json!(format!("evt_odd_{index}")));
        assert_eq!(deliver(&shop, &event).await, 200);
    }
    assert_eq!(asha.balance().await, (50, 0));
    let parked = shop.parked().await;
    assert_eq!(parked.len(), 4, "{parked:?}");
    assert!(parked.iter().any(|reason| reason.contains("2020-08-27")), "{parked:?}");
    // Fifty copies at once are one grant.
    let copies = (0..50).map(|_| {
        let (client, url, event) = (shop.client.clone(), url.clone(), event.clone());
        tokio::spawn(async move { event.deliver(&client, &url, STRIPE_SECRET, now).await })
    });
    for copy in copies.collect::<Vec<_>>() {
        assert_eq!(copy.await.unwrap(), 200);
    }
    assert_eq!(asha.balance().await, (150, 0));
    shop.audit().await;
}

#[tokio::test]
async fn events_in_any_order_and_a_renewal_that_nobody_announced() {
    let shop = Shop::open_with_stripe().await;
    let mut asha = shop.customer("asha").await;
    let body = json!({"plan": "starter", "currency": "USD"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = shop.stripe.pay(&session_of(&made));
    let mut events = shop.stripe.take_events();
    events.reverse();
    for event in events.iter().chain(&events) {
        assert_eq!(deliver(&shop, event).await, 200);
    }
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("starter", (550, 0)));
    // Two renewals that nobody announced: both are found, and the newest period is the one that stays.
    for _ in 0..2 {
        shop.days(31, &mut asha).await;
        let _ = shop.stripe.renew(&name, true);
    }
    let _ = shop.stripe.take_events();
    shop.look().await;
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"].as_array().unwrap().len(), 3);
    let end = shop.stripe.object(&name)["items"]["data"][0]["current_period_end"].as_i64().unwrap();
    assert_eq!(subscription(&asha).await["current"]["periodEnd"], end * 1_000);
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

#[tokio::test]
async fn refunds_of_packs_and_of_periods() {
    let shop = Shop::open_with_stripe().await;
    let asha = shop.customer("asha").await;
    let admin = shop.app.administrator().await;
    let (payment, name) = page(&shop, &asha, 500).await;
    let intent = shop.stripe.pay(&name);
    shop.announce().await;
    let whole = payment["amount"]["minor"].as_i64().unwrap();
    shop.stripe.refund_in_dashboard(&intent, whole / 2);
    shop.announce().await;
    let share = domain::payment::credits_back(500, whole, whole / 2);
    assert_eq!(asha.balance().await, (550 - share, 0));
    let address = format!("/api/admin/payments/{}/refund", payment["id"].as_str().unwrap());
    shop.stripe.script("refunds", [Trouble::LoseAnswer]);
    let view = admin.post(&address, &json!({"reason": "changed their mind"})).await.expect(200);
    assert_eq!((&view["status"], asha.balance().await), (&json!("refunded"), (50, 0)));
    shop.announce().await;
    assert_eq!(asha.balance().await, (50, 0));
    // A period is paid by an invoice, which refunds do not know.
    let name = subscribe(&shop, &asha, "starter").await;
    let invoice = shop.stripe.object(&name)["latest_invoice"].as_str().unwrap().to_owned();
    let history = asha.get("/api/billing/history").await.expect(200);
    let period = history["items"][0]["id"].as_str().unwrap().to_owned();
    // What paid it was told before it: it waits for its invoice, and the refund waits for both.
    shop.stripe.refund_in_dashboard(&shop.stripe.intent_of(&invoice), 100);
    shop.announce().await;
    shop.look().await;
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"][0]["refunded"]["minor"], 100);
    let address = format!("/api/admin/payments/{period}/refund");
    let view = admin.post(&address, &json!({"reason": "by mistake"})).await.expect(200);
    assert_eq!((&view["status"], asha.balance().await), (&json!("refunded"), (50, 0)));
    shop.announce().await;
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

#[tokio::test]
async fn a_first_period_at_another_price_and_a_page_that_is_left() {
    let shop = Shop::start(true, |config| {
        let text = r#"code = "FIRST50"
            title = "First period"
            percent_off = 50
            purposes = ["first_period"]
            from = "2026-11-01"
            until = "2026-12-31"
            uses_max = 0
            uses_max_each = 1"#;
        config.billing.campaigns = vec![toml::from_str(text).unwrap()];
    })
    .await;
    let mut asha = shop.customer("asha").await;
    let body = json!({"plan": "creator", "currency": "USD", "coupon": "first50"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = shop.stripe.pay(&session_of(&made));
    shop.announce().await;
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (2_050, 0)));
    let first = asha.get("/api/billing/history").await.expect(200)["items"][0].clone();
    let whole = subscription(&asha).await["current"]["price"]["minor"].as_i64().unwrap();
    assert!(first["amount"]["minor"].as_i64().unwrap() < whole);
    shop.days(30, &mut asha).await;
    let _ = shop.stripe.renew(&name, true);
    shop.announce().await;
    let second = asha.get("/api/billing/history").await.expect(200)["items"][0].clone();
    assert_eq!(second["amount"]["minor"], whole);
    // Another person leaves the page, takes another plan instead, and comes back to the first page too late.
    let ravi = shop.customer("ravi").await;
    let open = async |plan: &str| {
        let body = json!({"plan": plan, "currency": "USD"});
        ravi.post("/api/payments/create-subscription", &body).await.expect(201)
    };
    let first = session_of(&open("starter").await);
    let second = session_of(&open("studio").await);
    shop.look().await;
    assert_eq!(shop.stripe.object(&first)["status"], "expired");
    let _ = shop.stripe.pay(&second);
    shop.announce().await;
    assert_eq!(plan_of(&ravi).await, "studio");
    shop.app.clock.as_ref().unwrap().advance_ms(HOUR_MS);
    shop.look().await;
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}
