//! Reports that come late, twice, out of order, or from somebody else.

use domain::generation::report::{Reported, ReportedState};
use providers::n8n::Inbox;
use serde_json::{Value, json};
use server::{ledger, platform::db::DbError};
use testkit::{
    TestApp,
    n8n::{FakeN8n, Order, Plan},
};

use super::{done, id_of, order, with_n8n};

/// What the database knows of an attempt.
async fn known(app: &TestApp, sent: &Order) -> (u64, Reported) {
    let reports = server::n8n::Reports::new(app.app.db.clone(), app.app.env.clone());
    reports.latest(sent.body["attemptId"].as_str().unwrap()).await.unwrap().unwrap()
}

async fn refusals(app: &TestApp) -> i64 {
    let count = "SELECT count(*) FROM security_events WHERE kind = 'callback_refused'";
    app.app
        .db
        .read(|reader| reader.query_one(count, &[], |row| row.get(0)))
        .await
        .map_err(|e: DbError| e)
        .unwrap()
}

async fn running() -> (TestApp, FakeN8n, testkit::Person, Value, Order) {
    let (app, n8n) = with_n8n("text_to_image", 60_000, Plan::silent()).await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, "a fox").await;
    let sent = n8n.ordered(1).await;
    (app, n8n, asha, run, sent)
}

#[tokio::test]
async fn duplicates_and_a_wrong_order_change_nothing() {
    let (app, n8n, asha, run, sent) = running().await;
    let at = |percent: u8| json!({"status": "processing", "progress": percent, "currentStep": format!("{percent}")});
    assert_eq!(n8n.report(&sent, at(70)).await.1["applied"], true);
    assert_eq!(n8n.report(&sent, at(30)).await, (200, json!({"applied": false})), "late news");
    assert_eq!(n8n.report(&sent, at(70)).await, (200, json!({"applied": false})), "a repeat");
    assert_eq!(known(&app, &sent).await.1.percent, 70);
    assert_eq!(n8n.report(&sent, done()).await, (200, json!({"applied": true})));
    let ended = asha.ended(id_of(&run)).await;
    assert_eq!(ended["status"], "completed");
    for (again, status) in [(done(), 200), (at(90), 200), (json!({"status": "failed"}), 409)] {
        let (answered, body) = n8n.report(&sent, again.clone()).await;
        assert_eq!(answered, status, "{again} was answered {body}");
    }
    let after = asha.get(&format!("/api/generations/{}", id_of(&run))).await.expect(200);
    assert_eq!((&after["version"], &after["creditsUsed"]), (&ended["version"], &ended["creditsUsed"]));
    assert_eq!(after["outputAssets"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forged_reports_have_no_effect_and_leave_a_trace_without_the_token() {
    let (app, n8n, asha, run, sent) = running().await;
    let other = order(&asha, "a hen").await;
    let others = n8n.ordered(1).await;
    assert_eq!(others.body["generationId"], run["id"], "the free plan runs one at a time");
    for token in ["forged", "", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(n8n.report_as(&sent, token, done()).await.0, 401, "{token}");
    }
    let stranger = app.stranger();
    let callback = |body: Value, token: Option<&str>| {
        let request = stranger.request(reqwest::Method::POST, "/api/n8n-callback").json(&body);
        stranger.send(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    };
    let body = |id: &Value| json!({"generationId": id, "status": "completed"});
    callback(body(&run["id"]), None).await.expect_problem(401, "sender_unknown");
    callback(body(&json!("gen_01h455vb4pex5vsknk084sn02q")), Some("x"))
        .await
        .expect_problem(404, "not_found");
    callback(body(&json!("nobody")), Some("x")).await.expect_problem(404, "not_found");
    // Its own token, for a run that it is not of.
    let token = sent.body["callbackToken"].as_str().unwrap();
    callback(body(&other["id"]), Some(token)).await.expect_problem(404, "not_found");
    callback(json!({"generationId": run["id"]}), Some(token)).await.expect_problem(400, "invalid_json");
    assert_eq!(known(&app, &sent).await, (0, Reported::default()));
    assert_eq!(refusals(&app).await, 2, "one for each token that was not its own");
    let written = "SELECT count(*) FROM security_events WHERE detail LIKE '%forged%' OR detail LIKE '%AAAA%'";
    let told: i64 = app
        .app
        .db
        .read(|reader| reader.query_one(written, &[], |row| row.get(0)))
        .await
        .map_err(|e: DbError| e)
        .unwrap();
    assert_eq!(told, 0);
    assert_eq!(n8n.report(&sent, done()).await.0, 200, "the true one is taken all the same");
    assert_eq!(asha.ended(id_of(&run)).await["status"], "completed");
}

#[tokio::test]
async fn a_result_after_cancelling_is_kept_and_never_charged() {
    let (app, n8n, asha, run, sent) = running().await;
    let id = id_of(&run).to_owned();
    asha.event_where(0, |_, data| data["id"] == id.as_str() && data["steps"][0]["status"] == "running").await;
    asha.post("/api/cancel-generation", &json!({"generationId": id})).await.expect(200);
    let late = json!({"status": "processing", "progress": 80});
    assert_eq!(n8n.report(&sent, late).await.0, 409, "news of what is over");
    assert_eq!(n8n.report(&sent, done()).await, (200, json!({"applied": true})), "a result is kept");
    let event = asha.event_where(0, |_, data| {
        data["id"] == id.as_str() && data["lateAssets"].as_array().is_some_and(|assets| !assets.is_empty())
    });
    let run = event.await["data"].clone();
    assert_eq!(
        (&run["status"], &run["creditsUsed"], &run["outputAssets"]),
        (&json!("cancelled"), &json!(0), &json!([]))
    );
    assert_eq!((&run["lateAssets"][0]["late"], asha.balance().await), (&json!(true), (500, 0)));
    let file = asha.send(asha.request(reqwest::Method::GET, run["lateAssets"][0]["url"].as_str().unwrap()));
    assert_eq!(file.await.status, 200);
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn tokens_are_kept_as_hashes_only() {
    let (app, _n8n, _asha, run, sent) = running().await;
    let kept = "SELECT token_hash || files_key_hash || reported FROM n8n_runs WHERE generation_id = $1";
    let id = id_of(&run).to_owned();
    let text: String = app
        .app
        .db
        .read(|reader| reader.query_one(kept, &[(&id).into()], |row| row.get(0)))
        .await
        .map_err(|e: DbError| e)
        .unwrap();
    assert!(!text.contains(sent.body["callbackToken"].as_str().unwrap()));
    assert_eq!(known(&app, &sent).await.1.state, ReportedState::Running);
}

#[tokio::test]
async fn input_files_are_handed_over_by_links_that_only_the_workflow_can_use() {
    let (app, n8n) = with_n8n("image_to_image", 60_000, Plan::silent()).await;
    let asha = app.sign_up("asha").await;
    let made = asha.trigger("a fox").await;
    let made = asha.ended(id_of(&made)).await;
    let body = json!({"flowId": "house-style", "inputData": {"prompt": "in our style"},
        "inputAssets": [made["outputAssets"][0]["id"]]});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let sent = n8n.ordered(1).await;
    let link = sent.body["files"][0]["url"].as_str().unwrap();
    let file = reqwest_get(link).await;
    assert_eq!((file.0, file.1.as_str()), (200, "image/png"));
    let forged = link.replace("key=", "key=x");
    assert_eq!(reqwest_get(&forged).await.0, 401);
    n8n.report(&sent, done()).await;
    assert_eq!(asha.ended(id_of(&run)).await["status"], "completed");
    assert_eq!(reqwest_get(link).await.0, 404, "over with the step");
}

async fn reqwest_get(url: &str) -> (u16, String) {
    let answer = testkit::client().get(url).send().await.unwrap();
    let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    (answer.status().as_u16(), kind.to_owned())
}
