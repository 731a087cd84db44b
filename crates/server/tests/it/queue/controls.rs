//! Pause, drain, go on; and who may.

use domain::{
    id::kind,
    queue::{Class, Mode},
    time::{MINUTE_MS, Millis},
};
use serde_json::{Value, json};
use server::{
    account::Role,
    auth,
    generation::worker,
    platform::{
        db::DbError,
        jobs::{self, JobKind, Lease, NewJob},
    },
};
use testkit::{PASSWORD, Person, START, TestApp};

async fn admin(app: &TestApp) -> Person {
    auth::create_account(&app.app, "admin@example.test", PASSWORD, None, Role::Admin).await.unwrap();
    let mut admin = app.stranger();
    let body = json!({"email": "admin@example.test", "password": PASSWORD});
    let answer = admin.post("/api/auth/sign-in", &body).await;
    admin.keep_session(&answer);
    admin.csrf_token = answer.expect(200)["csrfToken"].as_str().map(str::to_owned);
    admin
}

async fn claim(app: &TestApp) -> Option<Lease> {
    let now = app.app.env.now();
    app.app.db.write(move |tx| jobs::claim(tx, "test", now.plus_ms(30_000), now)).await.unwrap()
}

async fn set(admin: &Person, mode: &str) -> Value {
    admin.put("/api/admin/queue", &json!({"mode": mode})).await.expect(200)
}

#[tokio::test]
async fn only_an_administrator_sees_or_changes_the_queue() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.sign_up("asha").await, admin(&app).await);
    app.stranger().get("/api/admin/queue").await.expect_problem(401, "not_signed_in");
    asha.get("/api/admin/queue").await.expect_problem(404, "not_found");
    asha.put("/api/admin/queue", &json!({"mode": "paused"})).await.expect_problem(404, "not_found");
    assert_eq!(admin.get("/api/admin/queue").await.expect(200)["mode"], "running");
    let mut tokenless = admin.clone();
    tokenless.csrf_token = None;
    tokenless.put("/api/admin/queue", &json!({"mode": "paused"})).await.expect_problem(403, "csrf_rejected");
    for wrong in [json!({"mode": "stopped"}), json!({}), json!({"mode": "paused", "for": 1})] {
        admin.put("/api/admin/queue", &wrong).await.expect_problem(400, "invalid_json");
    }
    assert_eq!(admin.get("/api/admin/queue").await.expect(200)["changedAt"], 0);
}

#[tokio::test]
async fn a_pause_hands_out_nothing_and_counts_go_on() {
    let app = TestApp::start_frozen(|_| {}).await;
    let (asha, admin) = (app.sign_up("asha").await, admin(&app).await);
    asha.trigger("one").await;
    asha.trigger("two").await;
    app.clock.as_ref().unwrap().advance_ms(4_000);
    let running = claim(&app).await.expect("there is work");
    let view = set(&admin, "paused").await;
    assert_eq!((&view["mode"], &view["queued"], &view["running"]), (&json!("paused"), &json!(1), &json!(1)));
    assert_eq!((&view["oldestWaitMs"], &view["drained"]), (&json!(4_000), &json!(false)));
    assert_eq!(
        view["lines"],
        json!([{"lane": "local", "class": "free", "queued": 1, "delayed": 0, "running": 1, "stuck": 0}])
    );
    assert!(view["changedBy"].as_str().unwrap().starts_with("usr_"));
    let now = app.app.env.now();
    assert!(app.app.db.write(move |tx| jobs::finish(tx, &running, now)).await.unwrap());
    assert!(claim(&app).await.is_none(), "paused");
    assert_eq!(admin.get("/api/admin/queue").await.expect(200)["drained"], true);
    // A pause outlives the process, draining does not.
    worker::start(&app.app).await.unwrap();
    assert!(claim(&app).await.is_none(), "still paused");
    set(&admin, "draining").await;
    assert!(claim(&app).await.is_none(), "draining");
    worker::start(&app.app).await.unwrap();
    assert_eq!(admin.get("/api/admin/queue").await.expect(200)["mode"], "running");
    assert!(claim(&app).await.is_some());
}

#[tokio::test]
async fn a_lease_without_a_sign_of_life_for_two_minutes_is_stuck() {
    let app = TestApp::start_frozen(|_| {}).await;
    let (asha, admin) = (app.sign_up("asha").await, admin(&app).await);
    asha.trigger("one").await;
    claim(&app).await.expect("there is work");
    let stuck = async || admin.get("/api/admin/queue").await.expect(200)["stuck"].as_i64().unwrap();
    app.clock.as_ref().unwrap().advance_ms(2 * MINUTE_MS);
    assert_eq!(stuck().await, 0);
    app.clock.as_ref().unwrap().advance_ms(1);
    assert_eq!(stuck().await, 1);
}

#[tokio::test]
async fn flows_are_blocked_by_limits_and_go_on_when_a_lease_runs_out() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    asha.trigger("one").await;
    asha.trigger("two").await;
    let first = claim(&app).await.expect("there is work");
    assert!(claim(&app).await.is_none(), "the free plan runs one at a time");
    app.clock.as_ref().unwrap().advance_ms(30_001);
    let now = app.app.env.now();
    assert_eq!(app.app.db.write(move |tx| jobs::reclaim_expired(tx, now)).await.unwrap(), 1);
    let again = claim(&app).await.expect("the lease ran out");
    assert_eq!((again.job, again.number), (first.job, first.number + 1));
}

#[tokio::test]
async fn a_lane_that_must_wait_lets_the_others_go_on() {
    let app = TestApp::start_frozen(|_| {}).await;
    let env = app.app.env.clone();
    let job = |lane: &str| NewJob {
        id: env.new_id(),
        kind: JobKind::Generation,
        subject: lane.to_owned(),
        workspace: env.new_id::<kind::Workspace>(),
        class: Class::Free,
        lane: lane.to_owned(),
        operation: "test".to_owned(),
        cost_ms: 1_000,
        concurrency: 1,
        run_at: START,
    };
    let queued = [job("far"), job("far"), job("near")];
    app.app
        .db
        .write(move |tx| {
            for job in &queued {
                jobs::enqueue(tx, job, START)?;
            }
            jobs::limit_lane(tx, "far", Some(1))?;
            jobs::hold_lane(tx, "far", START.plus_ms(5_000))?;
            // An earlier wish does not shorten the wait.
            jobs::hold_lane(tx, "far", START.plus_ms(1_000))?;
            let mut claim = |at: Millis| {
                Ok::<_, DbError>(jobs::claim(tx, "test", at.plus_ms(1_000), at)?.map(|lease| lease.lane))
            };
            assert_eq!(claim(START)?.as_deref(), Some("near"));
            assert_eq!(claim(START.plus_ms(4_999))?, None);
            assert_eq!(claim(START.plus_ms(5_000))?.as_deref(), Some("far"));
            assert_eq!(claim(START.plus_ms(5_000))?, None, "one at a time");
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn the_names_of_modes_are_the_same_in_rows_and_json() {
    for mode in [Mode::Running, Mode::Paused, Mode::Draining] {
        assert_eq!(Mode::parse(mode.id()), Some(mode));
        assert_eq!(serde_json::to_value(mode).unwrap(), mode.id());
    }
}
