//! Razorpay: the stand-in against the vendor's SDK, our client against the stand-in.

use domain::{
    payment::{Amount, Currency, dispute},
    subscription::{price::Interval, state::Event},
};
use payments::{
    Error, Gateway,
    facts::{
        Cancel, DisputeFacts, NewPayment, NewPlan, NewRefund, NewSubscription, Notice, Opened, PaymentState,
        RefundState,
    },
    razorpay::{Razorpay, Settings},
    signature,
};
use providers::http::{Client, Secret, Settings as HttpSettings};
use serde_json::{Value, json};
use testkit::razorpay::{FakeRazorpay, KEY_ID, KEY_SECRET, Trouble, WEBHOOK_SECRET};

use crate::vendor_sdk;

fn client(fake: &FakeRazorpay, secret: &str) -> Gateway {
    let settings = Settings {
        base: format!("{}/", fake.address).parse().unwrap(),
        key_id: KEY_ID.into(),
        key_secret: Secret::new(secret),
        webhook_secrets: vec![Secret::new(WEBHOOK_SECRET)],
    };
    Gateway::Razorpay(Razorpay::new(settings, Client::new(HttpSettings::default()).unwrap()).unwrap())
}

fn new_payment(reference: &str) -> NewPayment {
    NewPayment {
        reference: reference.into(),
        amount: Amount::inr(39_900),
        description: "500 credits".into(),
        email: "asha@example.test".into(),
        return_url: "http://localhost/billing".into(),
    }
}

async fn plan(gateway: &Gateway) -> String {
    let new = NewPlan {
        name: "Creator".into(),
        reference: "creator-monthly".into(),
        price: Amount { minor: 149_900, currency: Currency::Inr },
        interval: Interval::Monthly,
    };
    gateway.make_plan(&new).await.unwrap()
}

fn new_subscription(plan: &str) -> NewSubscription {
    NewSubscription {
        reference: "sbn_1".into(),
        plan: plan.into(),
        interval: Interval::Monthly,
        starts_at: None,
        upfront: None,
        email: "asha@example.test".into(),
        return_url: "http://localhost/billing".into(),
    }
}

async fn open(gateway: &Gateway) -> Result<Opened, Error> {
    gateway.open_subscription(&new_subscription(&plan(gateway).await), testkit::START).await
}

async fn node(fake: &FakeRazorpay, scenario: &str, argument: &Value) {
    vendor_sdk::run("razorpay.mjs", &[&fake.address, scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_sdk_is_content_with_the_stand_in() {
    let fake = FakeRazorpay::start().await;
    node(&fake, "makes", &Value::Null).await;
    node(&fake, "refusals", &Value::Null).await;
    let gateway = client(&fake, KEY_SECRET);
    let order = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let payment = fake.pay(&order);
    let proof = signature::sign(&Secret::new(KEY_SECRET), format!("{order}|{payment}").as_bytes());
    assert_eq!(proof, fake.proof(&order, &payment));
    node(&fake, "paid", &json!({"payment": payment, "order": order, "proof": proof, "amount": 39_900})).await;
    let dispute = fake.dispute(&payment, 39_800, "chargeback");
    node(&fake, "disputed", &json!({"dispute": dispute, "payment": payment, "amount": 39_800})).await;
    let opened = open(&gateway).await.unwrap().id;
    let payment = fake.agree(&opened);
    let proof = fake.proof_of_subscription(&opened, &payment);
    let _ = fake.take_events();
    node(&fake, "subscribed", &json!({"subscription": opened, "payment": payment, "proof": proof})).await;
    for event in fake.take_events() {
        let signature = signature::sign(&Secret::new(WEBHOOK_SECRET), event.body.as_bytes());
        let told = json!({"body": event.body, "signature": signature, "secret": WEBHOOK_SECRET});
        node(&fake, "webhook", &told).await;
    }
}

#[tokio::test]
async fn an_order_is_opened_once_whatever_happens_to_its_answer() {
    let fake = FakeRazorpay::start().await;
    let gateway = client(&fake, KEY_SECRET);
    for trouble in [
        Trouble::LoseAnswer,
        Trouble::CutBefore,
        Trouble::WrongJson,
        Trouble::TakenThen(502),
        Trouble::answer(503, &json!({})),
        Trouble::rate_limit(Some("0")),
    ] {
        let reference = format!("pmt_{trouble:?}")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(30)
            .collect::<String>();
        fake.script("orders", [trouble.clone()]);
        let opened = gateway.open_payment(&new_payment(&reference)).await;
        let opened = opened.unwrap_or_else(|error| panic!("{trouble:?}: {error}")).id;
        assert_eq!(fake.entity(&opened)["receipt"], json!(reference));
        let orders =
            fake.calls().iter().filter(|call| call.method == "POST" && call.path == "/v1/orders").count();
        assert!(orders >= 1);
    }
    let refused = Trouble::answer(400, &json!({"error": {"code": "BAD_REQUEST_ERROR", "description": "no"}}));
    fake.script("orders", [refused]);
    let error = gateway.open_payment(&new_payment("pmt_refused")).await.unwrap_err();
    assert!(!error.is_its_own() && matches!(error, Error::Refused { .. }), "{error:?}");
    assert_eq!(client(&fake, "wrong").open_payment(&new_payment("x")).await.unwrap_err(), Error::Key);
    fake.go_down().await;
    let down = gateway.open_payment(&new_payment("pmt_down")).await.unwrap_err();
    assert!(down.is_its_own() && down.had_no_effect(), "{down:?}");
}

#[tokio::test]
async fn tries_and_charges_are_told_with_their_states() {
    let fake = FakeRazorpay::start().await;
    let gateway = client(&fake, KEY_SECRET);
    let order = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let failed = fake.fail(&order);
    let tries = gateway.tries(&order).await.unwrap();
    assert_eq!((tries[0].state, tries[0].failure.as_deref()), (PaymentState::Failed, Some("payment_failed")));
    fake.capture_late(&failed);
    let tries = gateway.tries(&order).await.unwrap();
    assert_eq!((tries[0].state, tries[0].amount), (PaymentState::Captured, Some(Amount::inr(39_900))));
    assert_eq!(tries[0].reference.as_deref(), Some("pmt_1"));
    let opened = open(&gateway).await.unwrap().id;
    assert_eq!(gateway.charges(&opened).await.unwrap(), []);
    let first = fake.agree(&opened);
    let charges = gateway.charges(&opened).await.unwrap();
    assert_eq!((charges.len(), &charges[0].id), (1, &first));
    let facts = gateway.subscription(&opened).await.unwrap();
    assert_eq!((facts.event, facts.reference.as_deref()), (Some(Event::Resumed), Some("sbn_1")));
    gateway.cancel(&opened, Cancel::AtOnce).await.unwrap();
    gateway.cancel(&opened, Cancel::AtOnce).await.unwrap();
    assert_eq!(gateway.subscription(&opened).await.unwrap().event, Some(Event::Cancelled));
}

#[tokio::test]
async fn a_refund_is_made_once_whatever_happens_to_its_answer() {
    let fake = FakeRazorpay::start().await;
    let gateway = client(&fake, KEY_SECRET);
    let order = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let payment = fake.pay(&order);
    let new = NewRefund {
        reference: "rfd_000000001".into(),
        payment: payment.clone(),
        amount: Amount::inr(10_000),
    };
    fake.script("refund", [Trouble::LoseAnswer, Trouble::TakenThen(504)]);
    let refund = gateway.refund(&new).await.unwrap();
    assert_eq!(refund.state, RefundState::Processed);
    assert_eq!(fake.entity(&payment)["amount_refunded"], 10_000);
    let more = NewRefund { reference: "rfd_000000002".into(), amount: Amount::inr(40_000), ..new };
    assert!(matches!(gateway.refund(&more).await, Err(Error::Refused { .. })));
}

#[tokio::test]
async fn a_dispute_is_told_and_announced_as_it_stands() {
    let fake = FakeRazorpay::start().await;
    let gateway = client(&fake, KEY_SECRET);
    let order = gateway.open_payment(&new_payment("pmt_1")).await.unwrap().id;
    let payment = fake.pay(&order);
    let asked = fake.dispute(&payment, 39_900, "retrieval");
    assert_eq!(gateway.dispute(&asked).await.unwrap().status, dispute::Status::Inquiry);
    let _ = fake.take_events();
    let id = fake.dispute(&payment, 10_000, "chargeback");
    let told = gateway.dispute(&id).await.unwrap();
    assert_eq!((told.status, told.amount), (dispute::Status::Open, Some(Amount::inr(10_000))));
    assert_eq!((&told.payment, told.reason.as_deref()), (&payment, Some("chargeback_customer_disputes")));
    assert!(told.respond_by.unwrap() > testkit::START);
    fake.decide(&id, "lost");
    let lost = gateway.dispute(&id).await.unwrap();
    assert_eq!((lost.status, lost.amount), (dispute::Status::Lost, Some(Amount::inr(10_000))));
    let announced: Vec<DisputeFacts> = fake.take_events().iter().map(dispute_of).collect();
    assert_eq!(announced, [told, lost], "an announcement says what the gateway answers");
    assert!(matches!(gateway.dispute("disp_Nothing0000001").await, Err(Error::NotFound)));
}

fn dispute_of(event: &testkit::razorpay::Event) -> DisputeFacts {
    let read = payments::read(domain::payment::Gateway::Razorpay, event.body.as_bytes()).unwrap();
    assert_eq!(read.kind, event.kind);
    match read.notice {
        Notice::Dispute(facts) => facts,
        other => panic!("{other:?}"),
    }
}
