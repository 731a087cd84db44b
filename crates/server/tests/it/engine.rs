//! Runs of many steps on a vendor that is as slow and as wrong as a test needs.

use serde_json::{Value, json};
use server::ledger;
use testkit::{
    Person, TestApp,
    fal::{FakeFal, Phase, Plan, Trouble},
    fal_catalog,
};

const THREE_STEPS: &str = "a fox in snow, animate it, and narrate it: 'winter is here'";

/// A server whose models are fal's, and the fal it speaks to. Steps give up after `deadline_ms`.
async fn with_fal(deadline_ms: i64) -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, deadline_ms);
    })
    .await;
    (app, fal)
}

async fn ask(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

async fn end_of(person: &Person, words: &str) -> Value {
    let run = ask(person, words).await;
    person.ended(run["id"].as_str().unwrap()).await
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

fn step_field(run: &Value, field: &str) -> Vec<String> {
    let text = |step: &Value| step[field].as_str().unwrap_or_default().to_owned();
    run["steps"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn three_steps_are_priced_whole_and_feed_each_other() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": THREE_STEPS}});
    let quote = asha.post("/api/quotes", &body).await.expect(200);
    let planned: Vec<_> = quote["steps"].as_array().unwrap().iter().map(|step| &step["operation"]).collect();
    assert_eq!(planned, ["text_to_image", "image_to_video", "voiceover"]);
    assert_eq!(quote["steps"][1]["needs"], json!([0]));
    let mut order = body.clone();
    order["quoteId"] = quote["id"].clone();
    let run = asha.post("/api/trigger-workflow", &order).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], &run["error"]), (&json!("completed"), &Value::Null), "{run:#}");
    assert_eq!(step_field(&run, "status"), ["completed"; 3]);
    let kinds: Vec<_> = run["outputAssets"].as_array().unwrap().iter().map(|asset| &asset["type"]).collect();
    assert!(
        kinds.len() == 3 && kinds.contains(&&json!("video")) && kinds.contains(&&json!("audio")),
        "{run:#}"
    );
    assert_eq!((&run["creditsUsed"], &run["creditsHeld"]), (&quote["credits"], &json!(0)));
    assert_eq!(run["progress"], 100);
    // The clip was made from the picture, which was handed over with it.
    let clip = fal.submits().into_iter().find(|submit| submit.endpoint.contains("kling")).unwrap();
    assert!(clip.input.to_string().contains("image"), "{}", clip.input);
    for asset in run["outputAssets"].as_array().unwrap() {
        let file = asha.send(asha.request(reqwest::Method::GET, asset["url"].as_str().unwrap())).await;
        assert_eq!(file.status, 200);
    }
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_late_failure_keeps_and_charges_what_was_made_before_it() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let refusal = || {
        let detail =
            json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
        Trouble::answer(422, &json!({ "detail": detail }))
    };
    fal.script(Phase::Submit, [refusal()]);
    let run = end_of(&asha, "a hare in snow, then animate it").await;
    // Nothing was made, so everything goes back, and the clip is not begun.
    assert_eq!((&run["status"], &run["creditsUsed"]), (&json!("failed"), &json!(0)), "{run:#}");
    assert_eq!(step_field(&run, "status"), ["failed", "cancelled"]);
    fal.script(Phase::Submit, [Trouble::None, refusal()]);
    let run = end_of(&asha, "an owl in snow, then animate it").await;
    assert_eq!(step_field(&run, "status"), ["completed", "failed"]);
    assert_eq!((&run["status"], run["outputAssets"].as_array().unwrap().len()), (&json!("completed"), 1));
    assert_eq!(run["error"]["code"], "content_refused");
    let (used, quoted) = (run["creditsUsed"].as_i64().unwrap(), run["quote"]["credits"].as_i64().unwrap());
    assert!(used > 0 && used < quoted, "{used} of {quoted}");
    assert_eq!(run["creditsReturned"], quoted - used);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_and_paid_once() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    fal.script(Phase::Submit, [Trouble::rate_limit(Some("0"))]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(fal.submits().iter().filter(|submit| submit.taken).count(), 1);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn in_an_outage_the_next_model_takes_over_at_the_same_price() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let down = || Trouble::Answer { status: 503, retry_after: None, body: "down".into() };
    fal.script(Phase::Submit, [down(), down()]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(run["quote"]["model"]["id"], "fal-flux-schnell");
    assert_ne!(run["steps"][0]["model"]["id"], "fal-flux-schnell", "{run:#}");
    assert_eq!(run["creditsUsed"], run["quote"]["credits"]);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_lost_answer_is_never_submitted_again_and_given_back_at_the_deadline() {
    let (app, fal) = with_fal(1_500).await;
    let asha = app.sign_up("asha").await;
    fal.script(Phase::Submit, [Trouble::LoseAnswer]);
    let run = end_of(&asha, "a fox in snow").await;
    assert_eq!((&run["status"], &run["error"]["code"]), (&json!("failed"), &json!("outcome_unknown")));
    assert_eq!(fal.submits().len(), 1, "it may have been taken, so it is not sent again");
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn cancelling_tells_the_vendor_about_every_step_under_way() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    fal.plan(Plan { stuck: true, ..Plan::default() });
    let run = ask(&asha, "a fox in snow, and say 'winter is here'").await;
    let id = run["id"].as_str().unwrap().to_owned();
    asha.event_where(0, |_, data| {
        data["id"] == id.as_str()
            && step_field(data, "status").iter().all(|status| status == "running")
            && fal.submits().iter().filter(|submit| submit.answered).count() == 2
    })
    .await;
    asha.post("/api/cancel-generation", &json!({"generationId": id})).await.expect(200);
    let told = async {
        while !fal.submits().iter().all(|submit| fal.was_cancelled(&submit.request_id)) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), told).await.expect("fal was told of both");
    assert_eq!(asha.balance().await, (500, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn words_that_need_an_answer_or_are_refused_cost_nothing() {
    let (app, _fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let body = |words: &str| json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let question = asha.post("/api/quotes", &body("animate this")).await.expect_problem(422, "needs_answer");
    assert!(question["question"].as_str().unwrap().contains('?'), "{question}");
    asha.post("/api/trigger-workflow", &body("animate this")).await.expect_problem(422, "needs_answer");
    assert_eq!(asha.balance().await, (500, 0));
}

#[tokio::test]
async fn now_make_it_night_edits_the_last_picture_of_the_conversation() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let first = end_of(&asha, "a fox in snow").await;
    let body = json!({"flowId": "producer-agent-beta", "conversationId": first["conversationId"],
        "inputData": {"prompt": "now make it night"}});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(step_field(&run, "operation"), ["image_to_image"], "{run:#}");
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_eq!(fal.submits().len(), 2);
    // Somebody else's conversation is none of theirs.
    let ravi = app.sign_up("ravi").await;
    ravi.post("/api/trigger-workflow", &body).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_repeat_is_the_same_run_although_the_conversation_has_gone_on() {
    let (app, fal) = with_fal(60_000).await;
    let asha = app.sign_up("asha").await;
    let first = end_of(&asha, "a fox in snow").await;
    let id = server::env::Env::system().new_id::<domain::id::kind::Generation>().to_string();
    let body = json!({"flowId": "producer-agent-beta", "conversationId": first["conversationId"],
        "generationId": id, "inputData": {"prompt": "now make it night"}});
    asha.post("/api/trigger-workflow", &body).await.expect(202);
    let ended = asha.ended(&id).await;
    // The last picture is another one now, so the same words would be planned otherwise.
    let again = asha.post("/api/trigger-workflow", &body).await.expect(202);
    assert_eq!((&again["id"], &again["version"]), (&ended["id"], &ended["version"]));
    assert_eq!(fal.submits().len(), 2);
    books_are_sound(&app).await;
}
