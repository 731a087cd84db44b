//! Batches: many runs as one unit.

mod archive;
mod asking;
mod crash;
mod running;

use serde_json::{Value, json};
use server::{ledger, platform::db::DbError};
use testkit::{Person, TestApp, fal::FakeFal, fal_catalog};

/// A server whose pictures are made by a fake fal, with an account of the studio plan.
async fn with_fal() -> (TestApp, FakeFal, Person) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 8;
        config.credits.sign_up_grant = 5_000;
        fal_catalog::use_fal(config, &fal, 60_000);
    })
    .await;
    let asha = app.sign_up("asha").await;
    subscribe(&app, &asha, "studio").await;
    (app, fal, asha)
}

/// Puts the person's workspace on another plan.
async fn subscribe(app: &TestApp, person: &Person, plan: &'static str) {
    let email = person.email.clone();
    app.app
        .db
        .write(move |tx| {
            let sql = "UPDATE workspaces SET plan = $2 WHERE id = \
                 (SELECT personal_workspace_id FROM users WHERE email = $1)";
            assert_eq!(tx.execute(sql, server::params![email, plan])?, 1);
            Ok::<_, DbError>(())
        })
        .await
        .unwrap();
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0 && audit.open_holds == 0, "{audit:?}");
}

/// A batch of these prompts.
fn prompts(prompts: &[&str]) -> Value {
    let item = |prompt: &&str| json!({"inputData": {"prompt": prompt}});
    json!({"flowId": "text-to-image", "items": prompts.iter().map(item).collect::<Vec<_>>()})
}

async fn send(person: &Person, body: &Value) -> Value {
    person.post("/api/batches", body).await.expect(202)
}

/// Waits until the batch is closed and answers it.
async fn closed(person: &Person, id: &str) -> Value {
    let event = person
        .event_where(0, |kind, data| {
            kind == "batch.updated" && data["id"] == id && !data["completedAt"].is_null()
        })
        .await;
    event["data"].clone()
}

/// All items of a batch.
async fn items(person: &Person, id: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("/api/batches/{id}?limit=100{cursor}")).await.expect(200);
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn id(batch: &Value) -> &str {
    batch["id"].as_str().unwrap()
}
