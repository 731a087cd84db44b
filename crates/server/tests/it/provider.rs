//! Providers as operators and vendors see them.

use providers::http::Secret;
use serde_json::{Value, json};
use server::platform::db::DbError;
use testkit::{
    Person, TestApp,
    fal::{FakeFal, Phase, Plan, Trouble},
    fal_catalog,
};

/// A server that fal can announce to, polling so rarely that only an announcement is fast.
pub(crate) async fn with_fal(poll_milliseconds: u64, deadline_ms: i64) -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_addressed(|config, address| {
        config.workers.count = 4;
        config.workers.late_look_seconds = 1;
        config.credits.sign_up_grant = 500;
        config.server.public_url = address.to_owned();
        fal_catalog::use_fal(config, &fal, deadline_ms);
        config.fal.keys = vec![Secret::new("key-of-the-operator-1234")];
        config.fal.poll_milliseconds = poll_milliseconds;
    })
    .await;
    (app, fal)
}

async fn ask(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": words}});
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

async fn running(person: &Person, run: &Value) {
    person.event_where(0, |_, data| data["id"] == run["id"] && data["steps"][0]["status"] == "running").await;
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    app.app
        .db
        .read(|reader| reader.query_one(sql, &[], |row| row.get(0)))
        .await
        .map_err(|e: DbError| e)
        .unwrap()
}

#[tokio::test]
async fn an_announcement_ends_a_run_that_polling_would_have_ended_much_later() {
    let (app, fal) = with_fal(600_000, 900_000).await;
    let asha = app.sign_up("asha").await;
    fal.plan(Plan { stuck: true, webhook_copies: 0, ..Plan::default() });
    let run = ask(&asha, "a fox").await;
    fal.submitted(1).await;
    running(&asha, &run).await;
    let request = fal.submits()[0].request_id.clone();
    let address = format!("{}/api/webhooks/fal", app.address);
    // Forged, and one that is true but came too early: nothing ends by it.
    assert_eq!(fal.announce(&request, &address, true).await, 401);
    assert_eq!(fal.announce(&request, &address, false).await, 204);
    fal.finish(&request);
    // Twice: the second finds nothing to do.
    let ended = async {
        loop {
            assert_eq!(fal.announce(&request, &address, false).await, 204);
            let view =
                asha.get(&format!("/api/generations/{}", run["id"].as_str().unwrap())).await.expect(200);
            if view["status"] == "completed" {
                return view;
            }
            tokio::task::yield_now().await;
        }
    };
    let ended =
        tokio::time::timeout(std::time::Duration::from_secs(60), ended).await.expect("an announcement wakes");
    assert_eq!(fal.announce(&request, &address, false).await, 204);
    assert_eq!(ended["creditsUsed"], ended["quote"]["credits"]);
    assert_eq!(count(&app, "SELECT count(*) FROM security_events WHERE kind = 'webhook_refused'").await, 1);
}

#[tokio::test]
async fn announcements_that_are_stale_or_of_nobody_are_refused() {
    let (app, fal) = with_fal(20, 60_000).await;
    let asha = app.sign_up("asha").await;
    let run = ask(&asha, "a fox").await;
    asha.ended(run["id"].as_str().unwrap()).await;
    let request = fal.submits()[0].request_id.clone();
    let post = async |path: &str, headers: Vec<(&'static str, String)>, body: bytes::Bytes| {
        let mut call = testkit::client().post(format!("{}{path}", app.address)).body(body);
        for (name, value) in headers {
            call = call.header(name, value);
        }
        call.send().await.unwrap().status().as_u16()
    };
    let now = app.app.env.now().0 / 1_000;
    let (headers, body) = fal.announcement(&request, now);
    assert_eq!(
        post("/api/webhooks/fal", headers.clone(), body.clone()).await,
        204,
        "after the end: harmless"
    );
    assert_eq!(post("/api/webhooks/nobody", headers.clone(), body.clone()).await, 404);
    assert_eq!(post("/api/webhooks/local", headers.clone(), body.clone()).await, 404);
    let (stale, body) = fal.announcement(&request, now - 600);
    assert_eq!(post("/api/webhooks/fal", stale, body.clone()).await, 401);
    assert_eq!(post("/api/webhooks/fal", Vec::new(), body).await, 400);
    let large = bytes::Bytes::from(vec![b'x'; 1024 * 1024 + 1]);
    assert_eq!(post("/api/webhooks/fal", headers, large).await, 413);
}

#[tokio::test]
async fn an_announcement_before_the_submit_was_answered_is_harmless() {
    let (app, fal) = with_fal(20, 60_000).await;
    let asha = app.sign_up("asha").await;
    // The webhook is delivered at once; the answer to the submit comes a while later.
    fal.script(Phase::Submit, [Trouble::Delay(std::time::Duration::from_millis(300))]);
    let run = ask(&asha, "a fox").await;
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], fal.submits().len()), (&json!("completed"), 1));
}

#[tokio::test]
async fn fal_is_told_where_to_announce_only_where_there_is_an_address() {
    let (app, fal) = with_fal(20, 60_000).await;
    let asha = app.sign_up("asha").await;
    let _ = fal.take_calls();
    let run = ask(&asha, "a fox").await;
    asha.ended(run["id"].as_str().unwrap()).await;
    let told = |calls: &[testkit::fal::Call]| calls.iter().any(|call| call.path.contains("fal_webhook="));
    assert!(told(&fal.take_calls()));
}

#[tokio::test]
async fn providers_are_shown_to_administrators_without_their_keys() {
    let (app, _fal) = with_fal(20, 60_000).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    asha.get("/api/admin/providers").await.expect_problem(404, "not_found");
    asha.get("/api/admin/queue/runs").await.expect_problem(404, "not_found");
    asha.put("/api/admin/providers/fal", &json!({"paused": true})).await.expect_problem(404, "not_found");
    let list = admin.get("/api/admin/providers").await.expect(200);
    let names: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(names, ["local", "fal", "runway", "openai", "gemini", "elevenlabs"]);
    let fal = &list["items"][1];
    assert_eq!(
        (&fal["keys"][0]["lastFour"], &fal["keys"][0]["breaker"]["state"]),
        (&json!("1234"), &json!("closed"))
    );
    assert!(!list.to_string().contains("key-of-the-operator"));
    assert_eq!((&fal["paused"], &fal["runsMax"]), (&json!(false), &json!(20)));
    assert!(fal["models"].as_array().unwrap().iter().any(|model| model["id"] == "fal-flux-schnell"));
}

#[tokio::test]
async fn a_breaker_that_opened_is_seen() {
    let (app, fal) = with_fal(20, 60_000).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    fal.revoke("key-of-the-operator-1234");
    let run = ask(&asha, "a fox").await;
    asha.ended(run["id"].as_str().unwrap()).await;
    let list = admin.get("/api/admin/providers").await.expect(200);
    let breaker = &list["items"][1]["keys"][0]["breaker"];
    assert_eq!((&breaker["state"], &breaker["timesOpened"]), (&json!("open"), &json!(1)), "{breaker}");
}

#[tokio::test]
async fn a_paused_provider_lets_the_others_go_on_and_stays_paused_after_a_restart() {
    let (app, fal) = with_fal(20, 60_000).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    let paused = admin.put("/api/admin/providers/fal", &json!({"paused": true})).await.expect(200);
    assert_eq!(paused["paused"], true);
    let run = ask(&asha, "a fox").await;
    server::generation::worker::start(&app.app).await.unwrap();
    let list = admin.get("/api/admin/providers").await.expect(200);
    assert_eq!((&list["items"][1]["paused"], &list["items"][1]["queued"]), (&json!(true), &json!(1)));
    assert!(fal.submits().is_empty());
    admin.put("/api/admin/providers/nobody", &json!({"paused": true})).await.expect_problem(404, "not_found");
    admin.put("/api/admin/providers/fal", &json!({"paused": false})).await.expect(200);
    assert_eq!(asha.ended(run["id"].as_str().unwrap()).await["status"], "completed");
    let switched = "SELECT count(*) FROM security_events WHERE kind = 'provider_switched'";
    assert_eq!(count(&app, switched).await, 2);
}

#[tokio::test]
async fn runs_that_are_worked_on_are_listed() {
    let (app, fal) = with_fal(20, 60_000).await;
    let (asha, admin) = (app.sign_up("asha").await, app.administrator().await);
    fal.plan(Plan { stuck: true, ..Plan::default() });
    let run = ask(&asha, "a fox").await;
    running(&asha, &run).await;
    let list = admin.get("/api/admin/queue/runs").await.expect(200);
    let one = &list["items"][0];
    assert_eq!((&one["id"], &one["lane"], &one["stuck"]), (&run["id"], &json!("fal"), &json!(false)));
}

#[tokio::test]
async fn a_result_after_the_deadline_is_kept_and_never_charged() {
    let (app, fal) = with_fal(20, 1_000).await;
    let asha = app.sign_up("asha").await;
    fal.plan(Plan { stuck: true, ..Plan::default() });
    // fal did not hear the wish to stop.
    let deaf = || Trouble::Answer { status: 503, retry_after: None, body: "down".into() };
    fal.script(Phase::Cancel, [deaf(), deaf()]);
    let run = ask(&asha, "a fox").await;
    let id = run["id"].as_str().unwrap().to_owned();
    let failed = asha.ended(&id).await;
    assert_eq!(failed["error"]["code"], "deadline_passed", "{failed:#}");
    assert_eq!(asha.balance().await, (500, 0));
    fal.finish(&fal.submits()[0].request_id);
    let event = asha.event_where(0, |_, data| {
        data["id"] == id.as_str() && data["lateAssets"].as_array().is_some_and(|assets| assets.len() == 1)
    });
    let run = event.await["data"].clone();
    assert_eq!((&run["status"], &run["creditsUsed"]), (&json!("failed"), &json!(0)));
    assert_eq!(asha.balance().await, (500, 0));
    let audit = app.app.db.read(server::ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn what_will_not_come_is_not_looked_for_any_longer() {
    let (app, fal) = with_fal(20, 60_000).await;
    let asha = app.sign_up("asha").await;
    fal.plan(Plan { stuck: true, ..Plan::default() });
    let run = ask(&asha, "a fox").await;
    running(&asha, &run).await;
    asha.post("/api/cancel-generation", &json!({"generationId": run["id"]})).await.expect(200);
    let gone = async {
        while count(&app, "SELECT count(*) FROM jobs").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), gone)
        .await
        .expect("fal says that it was cancelled");
    let view = asha.get(&format!("/api/generations/{}", run["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&view["status"], &view["lateAssets"]), (&json!("cancelled"), &json!([])));
}
