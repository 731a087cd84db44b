//! Whole runs with the local studio.

use serde_json::json;
use server::{
    generation::worker,
    ledger,
    platform::{db::DbError, storage},
};
use testkit::TestApp;

async fn with_worker() -> TestApp {
    TestApp::start_with(|config| config.workers.count = 1).await
}

#[tokio::test]
async fn a_run_ends_with_a_picture_charged_as_quoted() {
    let app = with_worker().await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "text-to-image",
        "inputData": {"prompt": "a lighthouse at dusk with a zorblax", "aspectRatio": "16:9", "seed": 7}});
    let accepted = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let ended = asha.ended(accepted["id"].as_str().unwrap()).await;
    assert_eq!(ended["status"], "completed", "{ended:#}");
    assert_eq!((&ended["creditsUsed"], &ended["creditsHeld"]), (&json!(1), &json!(0)));
    assert_eq!(asha.balance().await, (49, 0));
    let asset = &ended["outputAssets"][0];
    assert_eq!((&asset["width"], &asset["height"]), (&json!(168), &json!(94)));
    assert!(asset["alt"].as_str().unwrap().starts_with("Generated picture: "), "{asset}");
    assert!(ended["warnings"].to_string().contains("zorblax"), "{}", ended["warnings"]);
    assert!(
        ended["steps"][0]["madeBy"].as_str().unwrap().starts_with("Local studio"),
        "{}",
        ended["steps"][0]
    );
    let file = asha.request(reqwest::Method::GET, asset["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
    let picture = image::load_from_memory(&file.bytes().await.unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (168, 94));
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn progress_only_grows_and_has_a_sentence() {
    let app = with_worker().await;
    let asha = app.sign_up("asha").await;
    let run = asha.trigger("mountains at dawn").await;
    let id = run["id"].as_str().unwrap().to_owned();
    let views = std::sync::Mutex::new(Vec::new());
    asha.event_where(0, |kind, data| {
        if kind == "generation.updated" {
            views.lock().unwrap().push(data.clone());
        }
        data["id"] == id.as_str() && data["status"] == "completed"
    })
    .await;
    let views = views.into_inner().unwrap();
    let progress: Vec<_> = views.iter().map(|view| view["progress"].as_i64().unwrap()).collect();
    assert!(progress.windows(2).all(|pair| pair[0] <= pair[1]), "{progress:?}");
    // An event shows the run as it is when it is sent, so a version may be told twice, never backwards.
    let versions: Vec<_> = views.iter().map(|view| view["version"].as_i64().unwrap()).collect();
    assert!(versions.windows(2).all(|pair| pair[0] <= pair[1]), "{versions:?}");
    assert_eq!(progress.last(), Some(&100));
}

#[tokio::test]
async fn cancelling_in_the_middle_gives_everything_back_and_the_next_run_goes_on() {
    let app = with_worker().await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "text-to-image",
        "inputData": {"prompt": "a castle", "style": "oil-painting", "quality": "ultra", "seed": 1}});
    let run = asha.post("/api/trigger-workflow", &body).await.expect(202);
    let id = run["id"].as_str().unwrap().to_owned();
    asha.event_where(0, |kind, data| {
        kind == "generation.updated" && data["id"] == id && data["status"] == "processing"
    })
    .await;
    let cancelled = asha.post("/api/cancel-generation", &json!({"generationId": id})).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["creditsReturned"]), (&json!("cancelled"), &json!(6)));
    assert_eq!(asha.balance().await, (50, 0));
    let next = asha.trigger("a small fox").await;
    assert_eq!(asha.ended(next["id"].as_str().unwrap()).await["status"], "completed");
    let after = asha.get(&format!("/api/generations/{id}")).await.expect(200);
    assert_eq!(after["status"], "cancelled");
    assert_eq!(asha.balance().await, (49, 0));
}

#[tokio::test]
async fn a_full_disk_fails_the_run_gives_back_and_the_server_lives() {
    let app = with_worker().await;
    let asha = app.sign_up("asha").await;
    app.app.storage.fail_with(Some(storage::Fault::Full));
    let run = asha.trigger("a fox").await;
    let failed = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!("storage_full")));
    assert_eq!(failed["error"]["refunded"], 1);
    assert_eq!(asha.balance().await, (50, 0));
    app.app.storage.fail_with(None);
    let next = asha.trigger("a fox").await;
    assert_eq!(asha.ended(next["id"].as_str().unwrap()).await["status"], "completed");
}

#[tokio::test]
async fn what_nobody_here_can_do_is_said_before_anything_is_held() {
    let app = TestApp::start_with(|config| config.local_studio.enabled = false).await;
    let asha = app.sign_up("asha").await;
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
    for path in ["/api/quotes", "/api/trigger-workflow"] {
        asha.post(path, &body).await.expect_problem(422, "operation_unavailable");
    }
    assert_eq!(asha.balance().await, (50, 0));
}

#[tokio::test]
async fn a_run_whose_provider_is_gone_fails_and_gives_back() {
    let app = with_worker().await;
    let asha = app.sign_up("asha").await;
    // A free account runs one at a time: while the first is drawn, the second waits.
    let slow = json!({"flowId": "text-to-image",
        "inputData": {"prompt": "a castle", "style": "oil-painting", "quality": "ultra", "seed": 1}});
    let first = asha.post("/api/trigger-workflow", &slow).await.expect(202);
    let second = asha.trigger("a fox").await;
    let id = second["id"].as_str().unwrap().to_owned();
    let gone = id.clone();
    app.app
        .db
        .write::<_, DbError, _>(move |tx| {
            let sql = "UPDATE generation_steps SET provider = 'gone' WHERE generation_id = $1";
            tx.execute(sql, server::params![gone])
        })
        .await
        .unwrap();
    let failed = asha.ended(&id).await;
    assert_eq!(
        (&failed["status"], &failed["error"]["code"]),
        (&json!("failed"), &json!("provider_unavailable"))
    );
    asha.ended(first["id"].as_str().unwrap()).await;
    assert_eq!(asha.balance().await, (44, 0));
}

#[tokio::test]
async fn a_free_account_runs_one_at_a_time_and_others_are_not_kept_waiting() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    for words in ["one", "two", "three"] {
        asha.trigger(words).await;
    }
    ravi.trigger("mine").await;
    let now = app.app.env.now();
    let claims = app.app.db.write(move |tx| {
        let mut claims = Vec::new();
        while let Some(lease) =
            server::platform::jobs::claim(tx, "test", now.plus_ms(60_000), now.plus_ms(1_000))?
        {
            claims.push(lease.workspace);
        }
        Ok::<_, server::platform::db::DbError>(claims)
    });
    let claims = claims.await.unwrap();
    assert_eq!(claims.len(), 2, "one each");
    assert_ne!(claims[0], claims[1]);
}

#[tokio::test]
async fn a_worker_that_was_given_up_on_can_write_nothing() {
    use server::platform::jobs;
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    asha.trigger("a fox").await;
    let now = app.app.env.now().plus_ms(1_000);
    let outcome = app.app.db.write(move |tx| {
        let first = jobs::claim(tx, "first", now.plus_ms(10), now)?.expect("there is a job");
        assert_eq!(jobs::reclaim_expired(tx, now.plus_ms(11))?, 1);
        let second =
            jobs::claim(tx, "second", now.plus_ms(99_000), now.plus_ms(12))?.expect("it is free again");
        assert!(jobs::fence(tx, &first)?.is_err() && jobs::fence(tx, &second)?.is_ok());
        assert!(
            !jobs::extend(tx, &first, now)?
                && !jobs::finish(tx, &first, now)?
                && !jobs::hand_back(tx, &first, now, now)?
        );
        jobs::finish(tx, &second, now)
    });
    assert!(outcome.await.unwrap());
}

#[tokio::test]
async fn what_an_earlier_process_left_is_taken_up_at_start() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    asha.trigger("a fox").await;
    let now = app.app.env.now().plus_ms(1_000);
    let claim =
        app.app.db.write(move |tx| server::platform::jobs::claim(tx, "dead", now.plus_ms(3_600_000), now));
    assert!(claim.await.unwrap().is_some());
    worker::start(&app.app).await.unwrap();
    let claim =
        app.app.db.write(move |tx| server::platform::jobs::claim(tx, "alive", now.plus_ms(3_600_000), now));
    assert!(claim.await.unwrap().is_some());
}
