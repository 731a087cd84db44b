//! Runway end to end: from words in the chat to a clip in the library, at the price of the catalog.

use providers::http::Secret;
use serde_json::{Value, json};
use server::ledger;
use testkit::{
    Person, TestApp,
    runway::{FakeRunway, Phase, Plan, Trouble},
};

/// A server with the shipped models of Runway, and the Runway it speaks to.
async fn with_runway() -> (TestApp, FakeRunway) {
    let fake = FakeRunway::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        config.runway.keys = vec![Secret::new("key-of-the-operator")];
        config.runway.api_url.clone_from(&fake.address);
        config.runway.poll_milliseconds = 20;
        config.runway.allow_private_addresses = true;
    })
    .await;
    (app, fake)
}

async fn end_of(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let run = person.post("/api/trigger-workflow", &body).await.expect(202);
    person.ended(run["id"].as_str().unwrap()).await
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn a_clip_costs_what_its_seconds_cost_and_is_kept() {
    let (app, fake) = with_runway().await;
    let asha = app.sign_up("asha").await;
    fake.plan(Plan { states: vec!["PENDING", "THROTTLED", "RUNNING"], ..Plan::default() });
    let run = end_of(&asha, "a video of waves on a beach, 8 seconds").await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(run["steps"][0]["model"]["id"], "runway-gen4.5");
    // Eight seconds at twelve cents, doubled.
    assert_eq!((&run["quote"]["credits"], &run["creditsUsed"]), (&json!(192), &json!(192)));
    assert_eq!(run["outputAssets"][0]["type"], "video");
    assert_eq!(fake.creates()[0].body["duration"], 8);
    assert_eq!(asha.balance().await, (308, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn what_expired_was_refused_or_is_unknown_costs_nothing() {
    let (app, fake) = with_runway().await;
    let asha = app.sign_up("asha").await;
    fake.plan(Plan { expired_links: 99, ..Plan::default() });
    let run = end_of(&asha, "a video of waves").await;
    assert_eq!(
        (&run["status"], &run["error"]["code"]),
        (&json!("failed"), &json!("provider_failed")),
        "{run:#}"
    );
    fake.plan(Plan { fails_with: Some("SAFETY.INPUT.TEXT"), ..Plan::default() });
    let run = end_of(&asha, "a video of waves").await;
    assert_eq!((&run["status"], &run["error"]["code"]), (&json!("failed"), &json!("content_refused")));
    assert_eq!(fake.creates().len(), 2, "a refusal is not tried again");
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_busy_runway_is_tried_again_and_paid_once() {
    let (app, fake) = with_runway().await;
    let asha = app.sign_up("asha").await;
    fake.script(Phase::Create, [Trouble::answer(503, &json!({"error": "busy"}))]);
    fake.script(Phase::Task, [Trouble::LoseAnswer, Trouble::answer(502, &json!({}))]);
    let run = end_of(&asha, "a video of waves").await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(fake.creates().len(), 1);
    assert_eq!(asha.balance().await, (380, 0));
    books_are_sound(&app).await;
}
