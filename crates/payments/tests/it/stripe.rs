//! Stripe: the stand-in against the vendor's SDK, our client against both.

use std::collections::BTreeSet;

use domain::{
    payment::{Amount, dispute},
    subscription::{price::Interval, state::Event},
    time::{DAY_MS, HOUR_MS, Millis},
};
use payments::{
    Error, Gateway, WebhookRefused,
    facts::{
        Cancel, DisputeFacts, NewPayment, NewPlan, NewRefund, NewSubscription, Notice, PaymentState,
        RefundState,
    },
    read,
    stripe::{Settings, Stripe},
};
use providers::http::{Client, Secret, Settings as HttpSettings};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use testkit::{
    START,
    stripe::{Call, FakeStripe, SECRET_KEY, Trouble, WEBHOOK_SECRET},
};

use crate::vendor_sdk;

const BACK: &str = "http://localhost/billing?payment=1&x=ü";

fn client(fake: &FakeStripe, key: &str) -> Gateway {
    let settings = Settings {
        base: format!("{}/", fake.address).parse().unwrap(),
        secret_key: Secret::new(key),
        webhook_secrets: vec![Secret::new("whsec_next"), Secret::new(WEBHOOK_SECRET)],
    };
    Gateway::Stripe(Stripe::new(settings, Client::new(HttpSettings::default()).unwrap()).unwrap())
}

fn new_payment(reference: &str) -> NewPayment {
    NewPayment {
        reference: reference.into(),
        amount: Amount::usd(499),
        description: "500 credits & more".into(),
        email: "asha+1@example.test".into(),
        return_url: BACK.into(),
    }
}

async fn plan(gateway: &Gateway, minor: i64) -> String {
    let new = NewPlan {
        name: "Creator, monthly".into(),
        reference: if minor == 1_799 { "creator-monthly".into() } else { format!("creator-{minor}") },
        price: Amount::usd(minor),
        interval: Interval::Monthly,
    };
    gateway.make_plan(&new).await.unwrap()
}

fn new_subscription(plan: &str, reference: &str) -> NewSubscription {
    NewSubscription {
        reference: reference.into(),
        plan: plan.into(),
        interval: Interval::Monthly,
        starts_at: None,
        upfront: None,
        email: "asha+1@example.test".into(),
        return_url: BACK.into(),
    }
}

async fn node(fake: &FakeStripe, scenario: &str, argument: &Value) {
    vendor_sdk::run("stripe.mjs", &[&fake.address, scenario, &argument.to_string()]).await;
}

/// Opens a subscription and finishes its page; answers page and subscription.
async fn subscribed(fake: &FakeStripe, gateway: &Gateway, plan: &str) -> (String, String) {
    let page = gateway.open_subscription(&new_subscription(plan, "sbn_0"), START).await.unwrap().id;
    let made = fake.pay(&page);
    (page, made)
}

#[tokio::test]
async fn the_sdk_is_content_with_the_stand_in() {
    let fake = FakeStripe::start().await;
    for scenario in ["makes", "refusals", "keys"] {
        node(&fake, scenario, &Value::Null).await;
    }
    let gateway = client(&fake, SECRET_KEY);
    let session = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let intent = fake.pay(&session);
    node(&fake, "paid", &json!({"session": session, "intent": intent, "amount": 499})).await;
    let dispute = fake.dispute(&intent, 399, false);
    node(&fake, "disputed", &json!({"dispute": dispute, "intent": intent, "amount": 399})).await;
    let (cheap, dear) = (plan(&gateway, 1_799).await, plan(&gateway, 3_598).await);
    let (_, made) = subscribed(&fake, &gateway, &cheap).await;
    node(&fake, "subscribed", &json!({"subscription": made, "price": dear})).await;
}

#[tokio::test]
async fn signatures_are_believed_in_both_directions() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let session = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let _ = fake.pay(&session);
    let seconds = START.0 / 1_000;
    let verify = |header: &str, body: &str, at: Millis| {
        let mut headers = HeaderMap::new();
        headers.insert("stripe-signature", header.parse().unwrap());
        gateway.verify(&headers, body.as_bytes(), at)
    };
    let events = fake.take_events();
    assert!(events.len() >= 3);
    for event in &events {
        let header = event.signature(&[WEBHOOK_SECRET], seconds);
        let told = json!({"body": event.body, "header": header, "secret": WEBHOOK_SECRET, "at": START.0});
        node(&fake, "webhook", &told).await;
        assert_eq!(verify(&header, &event.body, START).as_deref(), Ok(event.id.as_str()));
        let rolled = event.signature(&["whsec_older", WEBHOOK_SECRET], seconds);
        assert!(verify(&rolled, &event.body, START).is_ok());
        let forged = event.signature(&["whsec_forged"], seconds);
        assert_eq!(verify(&forged, &event.body, START), Err(WebhookRefused::Forged));
        assert_eq!(verify(&header, &event.body, START.plus_ms(HOUR_MS)), Err(WebhookRefused::Stale));
        assert_eq!(verify(&header, &event.body, START.plus_ms(-HOUR_MS)), Err(WebhookRefused::Stale));
    }
    let payload = &events[0].body;
    let told = json!({"payload": payload, "secret": WEBHOOK_SECRET, "timestamp": seconds});
    let arguments = [fake.address.as_str(), "sign", &told.to_string()];
    let header = vendor_sdk::run("stripe.mjs", &arguments).await;
    assert_eq!(verify(&header, payload, START).as_deref(), Ok(events[0].id.as_str()));
}

/// What of a call counts: method, path, query and body as sets of pairs, key and version.
fn said(call: &Call) -> String {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let form =
        if query.is_empty() { String::from_utf8_lossy(&call.body).into_owned() } else { query.to_owned() };
    // One writes `[` as it is, the other may not.
    let form = form.replace("%5B", "[").replace("%5D", "]");
    let pairs: BTreeSet<&str> = form.split('&').collect();
    let [version, key] = ["stripe-version", "authorization"].map(|name| call.headers.get(name).cloned());
    format!("{} {path} {pairs:?} {version:?} {key:?}", call.method)
}

#[tokio::test]
async fn our_client_asks_as_the_sdk_does() {
    // Two stand-ins with the same past give the same names.
    let [ours, theirs] = [FakeStripe::start().await, FakeStripe::start().await];
    let mut prepared = None;
    for fake in [&ours, &theirs] {
        let gateway = client(fake, SECRET_KEY);
        let (cheap, dear) = (plan(&gateway, 1_800).await, plan(&gateway, 3_600).await);
        let (session, made) = subscribed(fake, &gateway, &cheap).await;
        let unfinished = gateway.open_payment(&new_payment("pmt_0")).await.unwrap().id;
        let invoice = fake.object(&made)["latest_invoice"].as_str().unwrap().to_owned();
        prepared = Some((gateway, dear, session, made, unfinished, invoice, fake.calls().len()));
    }
    let (_, dear, session, made, unfinished, invoice, before) = prepared.unwrap();
    let gateway = client(&ours, SECRET_KEY);
    let starts = START.plus_ms(10 * DAY_MS);
    let anchor = START.plus_ms(20 * HOUR_MS);
    let mut new = new_payment("ref_1");
    new.description = "500 credits".into();
    gateway.open_payment(&new).await.unwrap();
    plan(&gateway, 1_799).await;
    let subscription = |reference: &str| NewSubscription { ..new_subscription(&dear, reference) };
    gateway.open_subscription(&subscription("ref_1x"), START).await.unwrap();
    let upfront = Some(("First period".to_owned(), Amount::usd(900)));
    let later = NewSubscription { starts_at: Some(starts), upfront, ..subscription("ref_1y") };
    gateway.open_subscription(&later, START).await.unwrap();
    let soon = NewSubscription { starts_at: Some(anchor), ..subscription("ref_1z") };
    gateway.open_subscription(&soon, START).await.unwrap();
    gateway.tries(&session).await.unwrap();
    gateway.method(&made).await.unwrap();
    gateway.charges(&made).await.unwrap();
    gateway.pause(&made).await.unwrap();
    gateway.resume(&made).await.unwrap();
    gateway.change_plan(&made, &dear).await.unwrap();
    gateway.portal(&made, BACK).await.unwrap();
    gateway.cancel(&made, Cancel::AtPeriodEnd).await.unwrap();
    let refund = NewRefund { reference: "rfd_1".into(), payment: invoice.clone(), amount: Amount::usd(100) };
    gateway.refund(&refund).await.unwrap();
    gateway.cancel(&unfinished, Cancel::AtOnce).await.unwrap();
    gateway.cancel(&made, Cancel::AtOnce).await.unwrap();
    let told = json!({"reference": "ref_1", "email": new.email, "back": BACK, "description": new.description,
        "price": dear, "starts": starts.0 / 1_000, "anchor": anchor.0 / 1_000, "session": session,
        "subscription": made, "customer": ours.object(&made)["customer"], "intent": ours.intent_of(&invoice),
        "item": ours.object(&made)["items"]["data"][0]["id"], "invoice": invoice, "unfinished": unfinished});
    node(&theirs, "calls", &told).await;
    let all = |fake: &FakeStripe| -> BTreeSet<String> {
        let calls = fake.calls();
        let said = calls.iter().skip(before).map(said);
        // The SDK uses one name for all; ours are told apart because each is opened once.
        said.map(|text| text.replace("ref_1x", "ref_1").replace("ref_1y", "ref_1").replace("ref_1z", "ref_1"))
            .collect()
    };
    let (ours, theirs) = (all(&ours), all(&theirs));
    assert!(theirs.len() >= 17, "{theirs:#?}");
    assert_eq!(ours.difference(&theirs).collect::<Vec<_>>(), Vec::<&String>::new(), "ours alone");
    assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), Vec::<&String>::new(), "theirs alone");
}

#[tokio::test]
async fn a_page_is_opened_once_whatever_happens_to_its_answer() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let in_flight = json!({"error": {"type": "idempotency_error", "message": "in progress"}});
    for (index, trouble) in [
        Trouble::LoseAnswer,
        Trouble::CutBefore,
        Trouble::CutBody,
        Trouble::TakenThen(502),
        Trouble::answer(500, &json!({})),
        Trouble::answer(409, &in_flight),
        Trouble::rate_limit(None),
    ]
    .into_iter()
    .enumerate()
    {
        let reference = format!("pmt_{index}");
        fake.script("checkout", [trouble.clone()]);
        let opened = gateway.open_payment(&new_payment(&reference)).await;
        let opened = opened.unwrap_or_else(|error| panic!("{trouble:?}: {error}"));
        assert_eq!(fake.object(&opened.id)["client_reference_id"], json!(reference));
        // Asked once more, it is the same page.
        assert_eq!(gateway.open_payment(&new_payment(&reference)).await.unwrap(), opened);
    }
    let other = NewPayment { amount: Amount::usd(500), ..new_payment("pmt_0") };
    assert!(matches!(gateway.open_payment(&other).await, Err(Error::Refused { .. })), "a key is one request");
    assert_eq!(client(&fake, "sk_test_wrong").open_payment(&other).await.unwrap_err(), Error::Key);
    fake.script("checkout", [Trouble::answer(403, &json!({"error": {"type": "invalid_request_error"}}))]);
    assert!(gateway.open_payment(&new_payment("pmt_8")).await.unwrap_err().is_its_own());
    fake.go_down().await;
    let down = gateway.open_payment(&new_payment("pmt_9")).await.unwrap_err();
    assert!(down.is_its_own() && down.had_no_effect(), "{down:?}");
}

#[tokio::test]
async fn what_was_paid_is_told_with_the_names_that_refunds_use() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let session = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    assert_eq!(gateway.tries(&session).await.unwrap()[0].state, PaymentState::Begun);
    let intent = fake.pay_slowly(&session);
    assert_eq!(gateway.tries(&session).await.unwrap()[0].state, PaymentState::Authorised);
    fake.arrives(&session, true);
    let tries = gateway.tries(&session).await.unwrap();
    assert_eq!(
        (tries[0].state, tries[0].charge_id.as_deref()),
        (PaymentState::Captured, Some(intent.as_str()))
    );
    let (_, made) = subscribed(&fake, &gateway, &plan(&gateway, 1_799).await).await;
    for _ in 0..3 {
        let _ = fake.renew(&made, true);
    }
    let charges = gateway.charges(&made).await.unwrap();
    assert_eq!(charges.len(), 4);
    let created = |id: &str| fake.object(id)["lines"]["data"][0]["period"]["start"].as_i64().unwrap();
    assert!(charges.windows(2).all(|two| created(&two[0].id) < created(&two[1].id)), "oldest first");
    assert_eq!(charges[0].charge_id, Some(fake.intent_of(&charges[0].id)));
    let method = gateway.method(&made).await.unwrap().unwrap();
    assert_eq!((method.brand.as_deref(), method.last4.as_deref()), (Some("visa"), Some("4242")));
    assert_eq!(method.expires, Some((11, 2030)));
    // An announcement of the invoice does not tell what paid it; the one of its payment does.
    let events = fake.take_events();
    let of = |kind: &str| events.iter().rfind(|event| event.kind == kind).unwrap().body.clone();
    let Notice::Subscription { charge: Some(charge), .. } =
        read(domain::payment::Gateway::Stripe, of("invoice.paid").as_bytes()).unwrap().notice
    else {
        panic!("no charge")
    };
    assert_eq!(charge.charge_id, None);
    let Notice::Payment(paid) =
        read(domain::payment::Gateway::Stripe, of("invoice_payment.paid").as_bytes()).unwrap().notice
    else {
        panic!("no payment")
    };
    assert_eq!((&paid.id, paid.charge_id), (&charge.id, Some(fake.intent_of(&charge.id))));
}

#[tokio::test]
async fn ending_is_done_once_and_never_an_error() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let plan = plan(&gateway, 1_799).await;
    let (_, made) = subscribed(&fake, &gateway, &plan).await;
    gateway.cancel(&made, Cancel::AtPeriodEnd).await.unwrap();
    assert_eq!(fake.object(&made)["cancel_at_period_end"], true);
    for when in [Cancel::AtOnce, Cancel::AtOnce, Cancel::AtPeriodEnd] {
        gateway.cancel(&made, when).await.unwrap();
        assert_eq!(gateway.subscription(&made).await.unwrap().event, Some(Event::Cancelled));
    }
    // A page that nobody finished is closed; what was agreed to meanwhile is ended.
    let open = async |reference: &str| {
        gateway.open_subscription(&new_subscription(&plan, reference), START).await.unwrap().id
    };
    let page = open("sbn_1").await;
    gateway.cancel(&page, Cancel::AtOnce).await.unwrap();
    gateway.cancel(&page, Cancel::AtOnce).await.unwrap();
    assert_eq!(gateway.subscription(&page).await.unwrap().event, Some(Event::Expired));
    let page = open("sbn_2").await;
    let made = fake.pay(&page);
    gateway.cancel(&page, Cancel::AtOnce).await.unwrap();
    assert_eq!(fake.object(&made)["status"], "canceled");
    gateway.cancel("sub_nothing", Cancel::AtOnce).await.unwrap();
}

#[tokio::test]
async fn a_refund_is_made_once_whatever_happens_to_its_answer() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let session = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let intent = fake.pay(&session);
    let new = NewRefund { reference: "rfd_1".into(), payment: intent.clone(), amount: Amount::usd(100) };
    fake.script("refunds", [Trouble::LoseAnswer, Trouble::TakenThen(504)]);
    assert_eq!(gateway.refund(&new).await.unwrap().state, RefundState::Processed);
    let charge = fake.object(&intent)["latest_charge"].as_str().unwrap().to_owned();
    assert_eq!(fake.object(&charge)["amount_refunded"], 100);
    let more = NewRefund { reference: "rfd_2".into(), amount: Amount::usd(400), ..new };
    assert!(matches!(gateway.refund(&more).await, Err(Error::Refused { .. })));
    assert_eq!(gateway.change_plan("sub_nothing", "price_x").await.unwrap_err(), Error::NotFound);
}

#[tokio::test]
async fn a_dispute_is_told_and_announced_as_it_stands() {
    let fake = FakeStripe::start().await;
    let gateway = client(&fake, SECRET_KEY);
    let session = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let intent = fake.pay(&session);
    let asked = fake.dispute(&intent, 499, true);
    assert_eq!(gateway.dispute(&asked).await.unwrap().status, dispute::Status::Inquiry);
    fake.decide(&asked, "warning_closed");
    assert_eq!(gateway.dispute(&asked).await.unwrap().status, dispute::Status::Closed);
    let _ = fake.take_events();
    let id = fake.dispute(&intent, 499, false);
    let told = gateway.dispute(&id).await.unwrap();
    assert_eq!((told.status, told.amount), (dispute::Status::Open, Some(Amount::usd(499))));
    assert_eq!((&told.payment, told.reason.as_deref()), (&intent, Some("fraudulent")));
    assert!(told.respond_by.unwrap() > START);
    fake.decide(&id, "won");
    let won = gateway.dispute(&id).await.unwrap();
    assert_eq!(won.status, dispute::Status::Won);
    let read = |event: &testkit::stripe::Event| {
        let read = payments::read(domain::payment::Gateway::Stripe, event.body.as_bytes()).unwrap();
        match read.notice {
            Notice::Dispute(facts) => Some(facts),
            // Money that moves is told by where the dispute stands.
            Notice::Other => None,
            other => panic!("{other:?}"),
        }
    };
    let announced: Vec<DisputeFacts> = fake.take_events().iter().filter_map(read).collect();
    assert_eq!(announced, [told, won], "an announcement says what the gateway answers");
    assert!(matches!(gateway.dispute("dp_nothing").await, Err(Error::NotFound)));
}
