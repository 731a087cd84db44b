//! Disputes at either gateway: credits set aside, given back, gone; in any order, and never below zero.

use domain::{
    id::{WorkspaceId, kind},
    money::Credits,
};
use serde_json::json;

use super::*;

/// Somebody who paid for 500 credits, and the gateway's name for it.
async fn paid(shop: &Shop, currency: &str) -> (Person, String) {
    let asha = shop.customer("asha").await;
    let body = json!({"credits": 500, "currency": currency});
    let payment = asha.post("/api/credits/purchase", &body).await.expect(201);
    let name = match payment["checkout"]["orderId"].as_str() {
        Some(order) => shop.fake.pay(order),
        None => {
            let url = payment["checkout"]["url"].as_str().unwrap();
            shop.stripe.pay(url.rsplit('/').next().unwrap())
        }
    };
    shop.announce().await;
    assert_eq!(asha.balance().await, (550, 0));
    (asha, name)
}

/// Spends credits as a finished run would.
async fn spend(shop: &Shop, person: &Person, credits: i64) {
    let profile = person.get("/api/user/profile").await.expect(200);
    let user = profile["id"].as_str().unwrap().parse().unwrap();
    let app = &shop.app.app;
    let account = app.db.read(|reader| server::account::user(reader, &user)).await.unwrap().unwrap();
    let (workspace, run, now): (WorkspaceId, _, _) =
        (account.workspace_id, app.env.new_id::<kind::Generation>(), app.env.now());
    let spent = app.db.write(move |tx| {
        let amount = Credits(credits);
        ledger::hold(tx, workspace, run, amount, user, now).unwrap();
        ledger::resolve(tx, workspace, run, amount, amount, now).unwrap();
        Ok::<_, server::platform::db::DbError>(())
    });
    spent.await.unwrap();
}

async fn disputes(shop: &Shop) -> Vec<Value> {
    let admin = shop.reader().await;
    let page = admin.get("/api/admin/disputes").await.expect(200);
    page["items"].as_array().unwrap().clone()
}

async fn titles(person: &Person) -> Vec<String> {
    let page = person.get("/api/notices").await.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

async fn notes(person: &Person) -> usize {
    let page = person.get("/api/invoices").await.expect(200);
    page["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "credit_note").count()
}

/// Everything that is compared, but charges of runs that this test made up.
async fn sound(shop: &Shop) {
    let report = ledger::run_audit(&shop.app.app).await.unwrap();
    assert!(report.sound, "{:#?}", report.findings);
}

#[tokio::test]
async fn while_a_bank_decides_what_is_left_cannot_be_spent_and_then_is_there_again() {
    let shop = Shop::open().await;
    let (asha, payment) = paid(&shop, "INR").await;
    let id = shop.fake.dispute(&payment, 39_900, "chargeback");
    shop.announce().await;
    assert_eq!(asha.balance().await, (50, 500));
    assert_eq!(titles(&asha).await, ["Your bank disputes a payment"]);
    let [one] = disputes(&shop).await.try_into().unwrap();
    assert_eq!((&one["status"], &one["frozen"]), (&json!("open"), &json!(500)));
    assert_eq!((&one["gatewayDisputeId"], &one["amount"]["text"]), (&json!(id), &json!("₹399.00")));
    sound(&shop).await;
    // What the bank may take is not given back by hand as well.
    let admin = shop.app.administrator().await;
    let address = format!("/api/admin/payments/{}/refund", one["paymentId"].as_str().unwrap());
    admin.post(&address, &json!({"reason": "please"})).await.expect_problem(502, "payment_refused");
    shop.fake.decide(&id, "won");
    shop.announce().await;
    assert_eq!(asha.balance().await, (550, 0));
    assert_eq!(titles(&asha).await, ["The dispute of a payment is over", "Your bank disputes a payment"]);
    assert_eq!((notes(&asha).await, &disputes(&shop).await[0]["frozen"]), (0, &json!(0)));
    sound(&shop).await;
    // A part of the money takes its part of the credits.
    let part = shop.fake.dispute(&payment, 13_300, "chargeback");
    shop.announce().await;
    assert_eq!(asha.balance().await, (384, 166));
    shop.fake.decide(&part, "closed");
    shop.announce().await;
    assert_eq!(asha.balance().await, (550, 0));
    admin.post(&address, &json!({"reason": "please"})).await.expect(200);
    assert_eq!(asha.balance().await, (50, 0));
    sound(&shop).await;
}

#[tokio::test]
async fn what_a_bank_took_goes_with_its_credits_and_what_was_spent_is_owed() {
    for currency in ["INR", "USD"] {
        let shop = Shop::open_with_stripe().await;
        let (asha, payment) = paid(&shop, currency).await;
        spend(&shop, &asha, 250).await;
        assert_eq!(asha.balance().await, (300, 0));
        let dispute = |amount| match currency {
            "INR" => shop.fake.dispute(&payment, amount, "chargeback"),
            _ => shop.stripe.dispute(&payment, amount, false),
        };
        let whole = if currency == "INR" { 39_900 } else { 499 };
        let id = dispute(whole);
        shop.announce().await;
        // Which lot was spent from first is the ledger's to say; whatever is left of this one is set aside.
        let (available, frozen) = asha.balance().await;
        assert_eq!(available + frozen, 300, "{currency}");
        assert!(frozen > 0 && frozen <= 300);
        match currency {
            "INR" => shop.fake.decide(&id, "lost"),
            _ => shop.stripe.decide(&id, "lost"),
        }
        let copies = shop.fake.take_events();
        for event in copies.iter().chain(&copies) {
            assert_eq!(event.deliver(&shop.client, &shop.webhook()).await, 200);
        }
        shop.announce().await;
        assert_eq!(asha.balance().await, (available, 0), "{currency}");
        let [one] = disputes(&shop).await.try_into().unwrap();
        assert_eq!((&one["status"], one["creditsTaken"].as_i64()), (&json!("lost"), Some(frozen)));
        assert_eq!(one["creditsOwed"].as_i64(), Some(500 - frozen));
        let balance = asha.get("/api/credits/balance").await.expect(200);
        assert_eq!(balance["owed"].as_i64(), Some(500 - frozen));
        assert_eq!(notes(&asha).await, 1, "{currency}");
        sound(&shop).await;
        // The gateway counts no refund; one that it makes after that would be too much.
        let history = asha.get("/api/billing/history").await.expect(200);
        assert_eq!(history["items"][0]["status"], "refunded");
    }
}

#[tokio::test]
async fn any_order_any_number_of_copies_and_a_question_alone() {
    let shop = Shop::open().await;
    let (asha, payment) = paid(&shop, "INR").await;
    let asked = shop.fake.dispute(&payment, 39_900, "retrieval");
    shop.announce().await;
    assert_eq!((asha.balance().await, titles(&asha).await.len()), ((550, 0), 0));
    assert_eq!(disputes(&shop).await[0]["status"], "inquiry");
    shop.fake.decide(&asked, "closed");
    shop.announce().await;
    assert_eq!((asha.balance().await, titles(&asha).await.len()), ((550, 0), 0));
    // The end is heard of before the beginning, and each of them twice.
    let won = shop.fake.dispute(&payment, 10_000, "chargeback");
    shop.fake.decide(&won, "won");
    let lost = shop.fake.dispute(&payment, 20_000, "chargeback");
    shop.fake.decide(&lost, "lost");
    let events = shop.fake.take_events();
    for event in events.iter().rev().chain(&events) {
        assert_eq!(event.deliver(&shop.client, &shop.webhook()).await, 200);
        let (available, held) = asha.balance().await;
        assert!(available >= 0 && held >= 0);
    }
    assert_eq!(asha.balance().await, (300, 0), "250 of 500 went with 200 of 399");
    assert_eq!(notes(&asha).await, 1);
    assert_eq!(shop.parked().await, Vec::<String>::new());
    sound(&shop).await;
    // A refund at the gateway is told without what the bank took, and adds to it.
    shop.fake.refund_in_dashboard(&payment, 19_900);
    shop.announce().await;
    assert_eq!(asha.balance().await, (50, 0));
    assert_eq!(notes(&asha).await, 2);
    // A bank that takes it once more: a person has to look, and nothing is taken twice.
    let again = shop.fake.dispute(&payment, 5_000, "chargeback");
    shop.fake.decide(&again, "lost");
    shop.announce().await;
    assert_eq!((asha.balance().await, notes(&asha).await), ((50, 0), 2));
    assert_eq!(shop.parked().await.len(), 1);
    sound(&shop).await;
}

#[tokio::test]
async fn credits_that_expire_meanwhile_and_disputes_of_nobody() {
    let shop = Shop::open().await;
    let (mut asha, payment) = paid(&shop, "INR").await;
    let kept = shop.fake.dispute(&payment, 39_900, "chargeback");
    shop.announce().await;
    shop.days(400, &mut asha).await;
    ledger::look_after(&shop.app.app).await.unwrap();
    assert_eq!(asha.balance().await, (50, 500), "what is set aside does not expire");
    shop.fake.decide(&kept, "lost");
    shop.announce().await;
    assert_eq!(asha.balance().await, (50, 0));
    let balance = asha.get("/api/credits/balance").await.expect(200);
    assert_eq!(balance["owed"], 0, "they were there to the last one");
    sound(&shop).await;
    let stranger = shop.fake.dispute("pay_Fake9999999999", 100, "chargeback");
    shop.announce().await;
    assert_eq!(shop.parked().await, Vec::<String>::new(), "it may belong to a payment that is told later");
    shop.app.clock.as_ref().unwrap().advance_ms(2 * domain::time::HOUR_MS);
    shop.look().await;
    assert_eq!(shop.parked().await.len(), 1, "{stranger}");
}

#[tokio::test]
async fn what_nobody_announced_is_asked_for() {
    for currency in ["INR", "USD"] {
        let shop = Shop::open_with_stripe().await;
        let (asha, payment) = paid(&shop, currency).await;
        let id = match currency {
            "INR" => shop.fake.dispute(&payment, 39_900, "chargeback"),
            _ => shop.stripe.dispute(&payment, 499, false),
        };
        shop.announce().await;
        assert_eq!(asha.balance().await, (50, 500));
        match currency {
            "INR" => shop.fake.decide(&id, "won"),
            _ => shop.stripe.decide(&id, "won"),
        }
        let _ = (shop.fake.take_events(), shop.stripe.take_events());
        shop.look().await;
        assert_eq!(asha.balance().await, (50, 500), "{currency}: it was heard of just now");
        shop.app.clock.as_ref().unwrap().advance_ms(2 * domain::time::HOUR_MS);
        shop.look().await;
        assert_eq!(asha.balance().await, (550, 0), "{currency}");
        sound(&shop).await;
    }
}

#[tokio::test]
async fn a_dispute_whose_first_announcement_was_lost_is_found() {
    for currency in ["INR", "USD"] {
        let shop = Shop::open_with_stripe().await;
        let (asha, payment) = paid(&shop, currency).await;
        shop.look().await;
        let open = |amount| match currency {
            "INR" => shop.fake.dispute(&payment, amount, "chargeback"),
            _ => shop.stripe.dispute(&payment, amount, false),
        };
        let id = open(if currency == "INR" { 39_900 } else { 499 });
        if currency == "INR" {
            // Of somebody else who sells with the same account.
            let _ = shop.fake.dispute("pay_Fake9999999999", 100, "chargeback");
        }
        let lost = (shop.fake.take_events(), shop.stripe.take_events());
        assert!(!lost.0.is_empty() || !lost.1.is_empty());
        shop.look().await;
        assert_eq!(asha.balance().await, (550, 0), "{currency}: it is asked for once an hour");
        shop.app.clock.as_ref().unwrap().advance_ms(domain::time::HOUR_MS);
        shop.look().await;
        assert_eq!(asha.balance().await, (50, 500), "{currency}");
        assert_eq!(titles(&asha).await, ["Your bank disputes a payment"]);
        let [one] = disputes(&shop).await.try_into().unwrap();
        assert_eq!((&one["status"], &one["gatewayDisputeId"]), (&json!("open"), &json!(id)));
        assert_eq!(shop.parked().await, Vec::<String>::new());
        sound(&shop).await;
        // One that began and ended without a word.
        match currency {
            "INR" => shop.fake.decide(&id, "won"),
            _ => shop.stripe.decide(&id, "won"),
        }
        let short = open(100);
        match currency {
            "INR" => shop.fake.decide(&short, "lost"),
            _ => shop.stripe.decide(&short, "lost"),
        }
        let _ = (shop.fake.take_events(), shop.stripe.take_events());
        shop.app.clock.as_ref().unwrap().advance_ms(2 * domain::time::HOUR_MS);
        shop.look().await;
        let all = disputes(&shop).await;
        let taken = all[0]["creditsTaken"].as_i64().unwrap();
        assert_eq!((all.len(), &all[0]["status"], notes(&asha).await), (2, &json!("lost"), 1));
        assert!(taken > 0 && taken < 110, "a rupee of 399, a dollar of five: {taken}");
        assert_eq!(asha.balance().await, (550 - taken, 0), "{currency}");
        sound(&shop).await;
    }
}
