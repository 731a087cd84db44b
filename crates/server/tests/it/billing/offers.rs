//! Coupons, trials, friends, staying and coming back.

use reqwest::Method;
use serde_json::json;
use testkit::PASSWORD;

use super::*;

/// Settings with one campaign of each kind; all hold in November and December 2026.
fn campaigns(config: &mut server::config::Config) {
    let text = r#"
        [[campaign]]
        code = "EARLY50"
        title = "Early bird: three months at half price"
        percent_off = 50
        purposes = ["first_period"]
        plans = ["creator"]
        intervals = ["monthly"]
        periods = 3
        advertised = true
        from = "2026-11-01"
        until = "2027-03-01"
        uses_max = 1000
        uses_max_each = 1
        [[campaign]]
        code = "OLD"
        title = "Over"
        percent_off = 10
        purposes = ["pack"]
        from = "2026-01-01"
        until = "2026-02-01"
        uses_max = 0
        uses_max_each = 0
        [[campaign]]
        code = "STUDENT40"
        title = "Students"
        percent_off = 40
        purposes = ["first_period"]
        email_domains = ["ac.in"]
        from = "2026-11-01"
        until = "2027-03-01"
        uses_max = 0
        uses_max_each = 1
        [[campaign]]
        code = "STAY300"
        title = "300 credits for staying"
        purposes = []
        audience = "leaving"
        credits = 300
        from = "2026-11-01"
        until = "2027-03-01"
        uses_max = 0
        uses_max_each = 1
        [[campaign]]
        code = "BACK40"
        title = "Welcome back"
        percent_off = 40
        purposes = ["first_period"]
        audience = "returning"
        after_days = 30
        from = "2026-11-01"
        until = "2027-06-01"
        uses_max = 0
        uses_max_each = 1
        [[trial]]
        plan = "creator"
        days = 7
        credits = 100
        from = "2026-11-01"
        until = "2027-03-01"
    "#;
    let mut table: toml::Table = text.parse().unwrap();
    config.billing.campaigns = table.remove("campaign").unwrap().try_into().unwrap();
    config.billing.trials = table.remove("trial").unwrap().try_into().unwrap();
    config.server.trust_proxy = true;
}

impl Shop {
    /// Somebody who came by a link, from a network address.
    async fn friend(&self, name: &str, code: &str, address: &str) -> Person {
        let mut person = self.app.stranger();
        person.email = format!("{name}@example.test");
        let body = json!({"email": person.email, "password": PASSWORD, "friend": code});
        let request = person.request(Method::POST, "/api/auth/sign-up").header("x-forwarded-for", address);
        let answer = person.send(request.json(&body)).await;
        person.keep_session(&answer);
        person.csrf_token = answer.expect(201)["csrfToken"].as_str().map(str::to_owned);
        person.put("/api/billing/profile", &profile()).await.expect(200);
        person
    }

    /// Buys 100 credits with this UPI address; answers the payment.
    async fn buys(&self, person: &Person, vpa: &str) -> String {
        self.fake.pays_with(vpa);
        let (payment, order) = self.order(person, 100).await;
        let _ = self.fake.pay(&order);
        self.announce().await;
        payment["id"].as_str().unwrap().to_owned()
    }
}

async fn invitations(person: &Person, address: &str) -> Value {
    let request = person.request(Method::GET, "/api/account/invitations").header("x-forwarded-for", address);
    person.send(request).await.expect(200)
}

async fn notices(person: &Person) -> Vec<String> {
    let page = person.get("/api/notices").await.expect(200);
    page["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_code_shows_the_exact_price_before_and_is_refused_with_its_reason() {
    let shop = Shop::open_with(campaigns).await;
    let asha = shop.customer("asha").await;
    let stranger = shop.app.stranger();
    let price = |person: &Person, query: &str| {
        let (person, path) = (person.clone(), format!("/api/payments/price?{query}"));
        async move { person.get(&path).await }
    };
    let shown = price(&stranger, "plan=creator&coupon=early50").await.expect(200);
    // Three months of ₹1,499 at half price.
    assert_eq!((&shown["due"]["minor"], &shown["regular"]["minor"]), (&json!(224_850), &json!(449_700)));
    assert_eq!((&shown["credits"], &shown["then"]["minor"]), (&json!(6_000), &json!(149_900)));
    assert_eq!(price(&asha, "credits=500").await.expect(200)["due"]["minor"], 39_900);
    for (query, reason) in [
        ("plan=studio&coupon=EARLY50", "not for this plan"),
        ("plan=creator&interval=annual&coupon=EARLY50", "not for this plan"),
        ("credits=500&coupon=EARLY50", "not for what you are buying"),
        ("credits=500&coupon=OLD", "expired"),
        ("credits=500&coupon=NOPE", "no such code"),
        ("plan=starter&coupon=STUDENT40", "other e-mail addresses"),
        // Nobody was offered these two.
        ("plan=starter&coupon=BACK40", "no such code"),
        ("plan=starter&coupon=STAY300", "no such code"),
    ] {
        let problem = price(&asha, query).await.expect_problem(422, "coupon_refused");
        assert!(problem["detail"].as_str().unwrap().contains(reason), "{query}: {}", problem["detail"]);
    }
    price(&asha, "credits=500&plan=studio").await.expect_problem(400, "invalid_parameter");
    price(&asha, "credits=501").await.expect_problem(422, "invalid_input");
    let list = stranger.get("/api/plans").await.expect(200);
    assert_eq!(list["campaigns"].as_array().unwrap().len(), 1, "only what is advertised");
    assert_eq!(list["trials"][0]["plan"], "creator");
    shop.audit().await;
}

#[tokio::test]
async fn three_months_at_half_price_are_paid_together_and_then_the_regular_price() {
    let shop = Shop::open_with(campaigns).await;
    let mut asha = shop.customer("asha").await;
    let body = json!({"plan": "creator", "interval": "monthly", "coupon": "EARLY50"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    assert_eq!(shop.fake.entity(&name)["fake_upfront"], 224_850);
    let _ = shop.fake.agree(&name);
    shop.announce().await;
    // What was paid with the agreement is found when the gateway is asked.
    asha.post("/api/payments/confirm", &json!({"id": made["id"]})).await.expect(204);
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (6_050, 0)));
    // 22 November to 22 February.
    assert_eq!(subscription(&asha).await["current"]["periodEnd"], 1_803_254_400_000_i64);
    asha.get("/api/payments/preview-change?plan=studio").await.expect_problem(409, "plan_not_changed");
    shop.days(92, &mut asha).await;
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    let history = asha.get("/api/billing/history").await.expect(200);
    assert_eq!(history["items"][0]["amount"]["minor"], 149_900);
    let again = asha.get("/api/payments/price?plan=creator&coupon=EARLY50").await;
    let problem = again.expect_problem(422, "coupon_refused");
    assert!(problem["detail"].as_str().unwrap().contains("already"));
    shop.audit().await;
}

#[tokio::test]
async fn a_trial_is_had_once_charged_when_it_ends_and_free_until_then() {
    let shop = Shop::open_with(campaigns).await;
    let mut asha = shop.customer("asha").await;
    let body = json!({"plan": "creator", "trial": true});
    let none = json!({"plan": "studio", "trial": true});
    asha.post("/api/payments/create-subscription", &none).await.expect_problem(422, "trial_refused");
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&name);
    // Asked, the gateway does not say who pays: the announcement does.
    asha.post("/api/payments/confirm", &json!({"id": made["id"]})).await.expect(204);
    assert_eq!(plan_of(&asha).await, "free");
    shop.announce().await;
    assert_eq!((plan_of(&asha).await.as_str(), asha.balance().await), ("creator", (150, 0)));
    let view = subscription(&asha).await;
    assert_eq!(view["current"]["trialEndsAt"], testkit::START.0 + 7 * domain::time::DAY_MS);
    asha.get("/api/payments/preview-change?plan=studio").await.expect_problem(409, "plan_not_changed");
    assert_eq!(notices(&asha).await, ["Your trial of the Creator plan has begun"]);
    assert_eq!(asha.get("/api/billing/history").await.expect(200)["items"], json!([]), "nothing is paid");
    shop.days(7, &mut asha).await;
    ledger::look_after(&shop.app.app).await.unwrap();
    let _ = shop.fake.charge(&name, true);
    shop.announce().await;
    assert_eq!(
        asha.balance().await,
        (2_050, 0),
        "the credits of the trial are gone, those of the plan are there"
    );
    assert_eq!(subscription(&asha).await["current"]["trialEndsAt"], json!(null));
    asha.post("/api/payments/cancel-subscription", &json!({"atOnce": true})).await.expect(200);
    asha.post("/api/payments/create-subscription", &body).await.expect_problem(422, "trial_refused");
    shop.audit().await;
}

#[tokio::test]
async fn a_trial_that_is_cancelled_costs_nothing_and_a_second_account_has_none() {
    let shop = Shop::open_with(campaigns).await;
    let mut asha = shop.customer("asha").await;
    let body = json!({"plan": "creator", "trial": true});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    shop.fake.pays_with("asha@upi");
    let _ = shop.fake.agree(&name);
    shop.announce().await;
    asha.post("/api/payments/cancel-subscription", &json!({})).await.expect(200);
    assert_eq!(shop.fake.entity(&name)["status"], "cancelled", "nothing is charged any more");
    shop.announce().await;
    assert_eq!(plan_of(&asha).await, "creator", "the trial goes on to its end");
    shop.days(8, &mut asha).await;
    shop.look().await;
    assert_eq!(plan_of(&asha).await, "free");
    // Another spelling of the same person.
    let again = shop.friend("asha+2", "", "203.0.113.1").await;
    again.post("/api/payments/create-subscription", &body).await.expect_problem(422, "trial_refused");
    // Another person with the same UPI address: told when they have agreed, and never charged.
    let other = shop.customer("other").await;
    let made = other.post("/api/payments/create-subscription", &body).await.expect(201);
    let second = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&second);
    shop.announce().await;
    assert_eq!((plan_of(&other).await.as_str(), other.balance().await), ("free", (50, 0)));
    assert_eq!(notices(&other).await, ["No second trial"]);
    shop.look().await;
    assert_eq!(shop.fake.entity(&second)["status"], "cancelled");
    // They may subscribe without one.
    let _ = shop.subscribe(&other, "starter", "monthly").await;
    assert_eq!(plan_of(&other).await, "starter");
    shop.audit().await;
}

#[tokio::test]
async fn a_friend_brings_credits_to_both_when_they_have_paid_and_not_before() {
    let shop = Shop::open_with(campaigns).await;
    let asha = shop.customer("asha").await;
    let _ = shop.buys(&asha, "asha@upi").await;
    let own = invitations(&asha, "198.51.100.1").await;
    let code = own["code"].as_str().unwrap();
    assert_eq!((&own["credits"], &own["perMonth"], &own["holds"]), (&json!(200), &json!(10), &json!(true)));
    assert!(own["link"].as_str().unwrap().ends_with(&format!("/sign-up?friend={code}")));
    let ravi = shop.friend("ravi", code, "203.0.113.7").await;
    assert_eq!(
        (asha.balance().await, ravi.balance().await),
        ((150, 0), (50, 0)),
        "an account brings nothing"
    );
    let payment = shop.buys(&ravi, "ravi@upi").await;
    assert_eq!((asha.balance().await, ravi.balance().await), ((350, 0), (350, 0)));
    assert_eq!(notices(&asha).await, ["A friend you invited has paid"]);
    assert_eq!(notices(&ravi).await, ["You came by an invitation"]);
    let told = asha.event_where(0, |kind, _| kind == "notice.posted").await;
    assert_eq!(told["data"]["kind"], "referral");
    let _ = shop.buys(&ravi, "ravi@upi").await;
    assert_eq!(asha.balance().await, (350, 0), "once");
    // The first payment is given back: so is what is left of both gifts.
    let admin = shop.app.administrator().await;
    let address = format!("/api/admin/payments/{payment}/refund");
    admin.post(&address, &json!({"reason": "asked for"})).await.expect(200);
    assert_eq!((asha.balance().await, ravi.balance().await), ((150, 0), (150, 0)));
    assert_eq!(invitations(&asha, "198.51.100.1").await["friends"][0]["status"], "taken_back");
    asha.post("/api/notices/seen", &json!({"through": 1})).await.expect(204);
    assert!(asha.get("/api/notices").await.expect(200)["items"][0]["seenAt"].is_i64());
    shop.audit().await;
}

#[tokio::test]
async fn one_person_in_two_accounts_brings_nothing_and_a_month_has_a_limit() {
    let shop = Shop::open_with(|config| {
        campaigns(config);
        config.billing.referrals[0].per_month = 1;
    })
    .await;
    let asha = shop.customer("asha").await;
    let _ = shop.buys(&asha, "asha@upi").await;
    let own = invitations(&asha, "198.51.100.1").await;
    let code = own["code"].as_str().unwrap();
    for (name, address, vpa, reason) in [
        ("asha+x", "203.0.113.1", "x@upi", "one person"),
        ("b", "198.51.100.1", "b@upi", "one network address"),
        ("c", "203.0.113.3", "asha@upi", "pay in the same way"),
        ("d", "203.0.113.4", "d@upi", ""),
        // As the friend before: also no new person.
        ("e", "203.0.113.4", "e@upi", "one network address"),
        ("f", "203.0.113.6", "d@upi", "pay in the same way"),
        ("g", "203.0.113.7", "g@upi", "limit of friends"),
    ] {
        let friend = shop.friend(name, code, address).await;
        let _ = shop.buys(&friend, vpa).await;
        let newest = invitations(&asha, "198.51.100.1").await["friends"][0].clone();
        let told = newest["reason"].as_str().unwrap_or_default();
        assert!(told.contains(reason), "{name}: {newest}");
        let expected = if reason.is_empty() { "granted" } else { "refused" };
        assert_eq!(newest["status"], expected, "{name}");
    }
    assert_eq!(asha.balance().await, (350, 0), "one friend");
    // A code that nobody has stops nobody.
    let _ = shop.friend("late", "NOBODY99", "203.0.113.9").await;
    shop.audit().await;
}

#[tokio::test]
async fn who_leaves_is_asked_once_and_who_left_is_offered_a_way_back() {
    let shop = Shop::open_with(campaigns).await;
    let mut asha = shop.customer("asha").await;
    let offers = |person: &Person| {
        let person = person.clone();
        async move { person.get("/api/billing/offers").await.expect(200) }
    };
    let none = json!({"leaving": null, "returning": null});
    assert_eq!(offers(&asha).await, none);
    let _ = shop.subscribe(&asha, "creator", "monthly").await;
    let stay = json!({"code": "STAY300"});
    // Not before it was shown.
    asha.post("/api/billing/offers/stay", &stay).await.expect_problem(404, "not_found");
    assert_eq!(offers(&asha).await["leaving"]["credits"], 300);
    asha.post("/api/billing/offers/shown", &stay).await.expect(204);
    assert_eq!(offers(&asha).await, none, "shown once");
    asha.post("/api/billing/offers/stay", &stay).await.expect(200);
    asha.post("/api/billing/offers/stay", &stay).await.expect_problem(404, "not_found");
    assert_eq!(asha.balance().await, (2_350, 0));
    asha.post("/api/payments/cancel-subscription", &json!({})).await.expect(200);
    shop.days(31, &mut asha).await;
    shop.look().await;
    shop.days(28, &mut asha).await;
    assert_eq!(offers(&asha).await, none, "not yet 30 days");
    shop.days(2, &mut asha).await;
    let back = offers(&asha).await;
    assert_eq!(
        (&back["returning"]["code"], &back["returning"]["percentOff"]),
        (&json!("BACK40"), &json!(40))
    );
    let code = json!({"code": "BACK40"});
    asha.post("/api/billing/offers/shown", &code).await.expect(204);
    let shown = asha.get("/api/payments/price?plan=creator&coupon=BACK40").await.expect(200);
    assert_eq!(shown["due"]["minor"], 89_940);
    let body = json!({"plan": "creator", "coupon": "BACK40"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let _ = shop.fake.agree(made["checkout"]["subscriptionId"].as_str().unwrap());
    shop.announce().await;
    asha.post("/api/payments/confirm", &json!({"id": made["id"]})).await.expect(204);
    assert_eq!(plan_of(&asha).await, "creator");
    // Somebody else is not offered it.
    let ravi = shop.customer("ravi").await;
    ravi.post("/api/billing/offers/shown", &code).await.expect_problem(404, "not_found");
    shop.audit().await;
}

#[tokio::test]
async fn a_launch_gives_more_at_sign_up_between_its_days() {
    let shop = Shop::open_with(|config| {
        let text = r#"one = [{ credits = 100, from = "2026-11-01", until = "2026-12-01" }]"#;
        let mut table: toml::Table = text.parse().unwrap();
        config.credits.sign_up_campaigns = table.remove("one").unwrap().try_into().unwrap();
    })
    .await;
    assert_eq!(shop.app.sign_up("asha").await.balance().await, (100, 0));
    shop.app.clock.as_ref().unwrap().advance_ms(30 * domain::time::DAY_MS);
    assert_eq!(shop.app.sign_up("ravi").await.balance().await, (50, 0));
}
