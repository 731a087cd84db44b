//! Announcements: forged, copied, reordered, early, late, and at odds with what was asked for.

use serde_json::json;
use testkit::razorpay::{KEY_SECRET, WEBHOOK_SECRET};

use super::*;

#[tokio::test]
async fn fifty_copies_at_once_are_one_grant() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 1_000).await;
    let _ = shop.fake.pay(&order);
    let events = shop.fake.take_events();
    let copies = (0..50).flat_map(|_| events.iter().cloned().rev());
    let url = shop.webhook();
    let deliveries = copies.map(|event| {
        let (client, url) = (shop.client.clone(), url.clone());
        tokio::spawn(async move { event.deliver(&client, &url).await })
    });
    for delivery in deliveries.collect::<Vec<_>>() {
        assert_eq!(delivery.await.unwrap(), 200);
    }
    assert_eq!(asha.balance().await, (1_050, 0));
    let invoices = asha.get("/api/invoices").await.expect(200);
    assert_eq!(invoices["items"].as_array().unwrap().len(), 1);
    assert!(shop.parked().await.is_empty());
    shop.audit().await;
}

#[tokio::test]
async fn forgeries_are_refused_and_change_nothing() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    let event = shop.fake.take_events().pop().unwrap();
    let send = |body: String, headers: Vec<(&'static str, String)>| {
        let mut request = shop.client.post(shop.webhook()).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let of = |secret: &str| event.headers(secret).to_vec();
    assert_eq!(send(event.body.clone(), of("another-secret")).await, 401);
    // The key's secret is not the webhook's.
    assert_eq!(send(event.body.clone(), of(KEY_SECRET)).await, 401);
    assert_eq!(send(event.body.replace("9900", "9901"), of(WEBHOOK_SECRET)).await, 401);
    assert_eq!(send(event.body[..100].to_owned(), of(WEBHOOK_SECRET)).await, 401);
    assert_eq!(send(event.body.clone(), Vec::new()).await, 400);
    assert_eq!(send("x".repeat(300_000), of(WEBHOOK_SECRET)).await, 413);
    let stripe = vec![("stripe-signature", "t=1,v1=00".to_owned())];
    assert_eq!(send(event.body.clone(), stripe).await, 404, "Stripe is not set up");
    assert_eq!(asha.balance().await, (50, 0));
    assert_eq!(send(event.body.clone(), of(WEBHOOK_SECRET)).await, 200);
    assert_eq!(asha.balance().await, (150, 0));
}

#[tokio::test]
async fn an_old_secret_is_taken_while_it_is_named() {
    let shop = Shop::open_with(|config| {
        config.razorpay.webhook_secrets.insert(0, providers::http::Secret::new("the-newer-secret"));
    })
    .await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    assert_eq!(asha.balance().await, (150, 0));
}

#[tokio::test]
async fn what_does_not_fit_is_parked_and_gives_nothing() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 500).await;
    let _ = shop.fake.pay(&order);
    let paid = shop.fake.take_events().pop().unwrap();
    let entity = |event: &mut serde_json::Value| event["payload"]["payment"]["entity"].take();
    let changed = [
        paid.changed(|body| {
            let mut payment = entity(body);
            payment["amount"] = json!(100);
            body["payload"]["payment"]["entity"] = payment;
        }),
        paid.changed(|body| {
            let mut payment = entity(body);
            payment["currency"] = json!("JPY");
            body["payload"]["payment"]["entity"] = payment;
        }),
        paid.changed(|body| {
            let mut payment = entity(body);
            payment["order_id"] = json!("order_Nobody00000001");
            payment["notes"] = json!([]);
            body["payload"]["payment"]["entity"] = payment;
            body["payload"]["order"] = json!({"entity": {"id": "order_Nobody00000001", "receipt": "x"}});
        }),
        paid.changed(|body| body["payload"] = json!({})),
    ];
    for (index, mut event) in changed.into_iter().enumerate() {
        event.id = format!("ev_odd_{index}");
        assert_eq!(event.deliver(&shop.client, &shop.webhook()).await, 200);
        assert_eq!(asha.balance().await, (50, 0));
    }
    let parked = shop.parked().await;
    assert_eq!(parked.len(), 4, "{parked:?}");
    assert!(parked.iter().any(|reason| reason.contains("₹1.00 came")), "{parked:?}");
    assert!(parked.iter().any(|reason| reason.contains("order_Nobody")), "{parked:?}");
    paid.deliver(&shop.client, &shop.webhook()).await;
    assert_eq!(asha.balance().await, (550, 0));
    shop.audit().await;
}

#[tokio::test]
async fn an_event_that_came_before_its_parent_is_handled_when_it_is_replayed() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let body = json!({"plan": "starter"});
    let made = asha.post("/api/payments/create-subscription", &body).await.expect(201);
    let name = made["checkout"]["subscriptionId"].as_str().unwrap().to_owned();
    let _ = shop.fake.agree(&name);
    let mut events = shop.fake.take_events();
    // The last first: charged, activated, captured, authenticated.
    events.reverse();
    for event in &events {
        event.deliver(&shop.client, &shop.webhook()).await;
    }
    assert_eq!(plan_of(&asha).await, "starter");
    assert_eq!(asha.balance().await, (550, 0));
    let admin = shop.app.administrator().await;
    let log = admin.get("/api/admin/webhooks?limit=100").await.expect(200);
    let items = log["items"].as_array().unwrap();
    assert_eq!(items.len(), events.len());
    // Everything once more, by hand: what was done stays done.
    for item in items {
        let address = format!("/api/admin/webhooks/{}/replay", item["id"].as_str().unwrap());
        admin.post(&address, &json!({})).await.expect(200);
    }
    assert_eq!(asha.balance().await, (550, 0));
    asha.get("/api/admin/webhooks").await.expect_problem(404, "not_found");
    let one = format!("/api/admin/webhooks/{}", items[0]["id"].as_str().unwrap());
    let whole = admin.get(&one).await.expect(200);
    assert!(whole["body"].as_str().unwrap().contains("subscription"));
    assert!(whole["headers"].as_str().unwrap().contains("x-razorpay-signature"));
    shop.audit().await;
}

#[tokio::test]
async fn an_order_that_is_paid_twice_is_given_once_and_parked() {
    let shop = Shop::open().await;
    let asha = shop.customer("asha").await;
    let (_, order) = shop.order(&asha, 100).await;
    let _ = shop.fake.pay(&order);
    let _ = shop.fake.pay(&order);
    shop.announce().await;
    assert_eq!(asha.balance().await, (150, 0));
    assert!(shop.parked().await.iter().any(|reason| reason.contains("paid twice")));
}
