//! Identical requests are answered with what was made before: only where it is allowed, free, labelled, and with
//! what is still there.

mod binding;
mod finding;

use serde_json::{Value, json};
use server::{ledger, params, platform::db::DbError};
use testkit::{Person, TestApp};

/// A server that makes pictures.
async fn with_studio() -> TestApp {
    TestApp::start_with(|config| config.workers.count = 2).await
}

/// A picture of these words, with a seed.
fn picture(words: &str) -> Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": words, "seed": 7}})
}

/// The same request, to which an earlier result is an answer.
fn from_cache(order: &Value) -> Value {
    with(order, "useCache", &json!(true))
}

fn with(order: &Value, field: &str, value: &Value) -> Value {
    let mut order = order.clone();
    order[field] = value.clone();
    order
}

/// Sends an order and answers the run when it has ended.
async fn made(person: &Person, order: &Value) -> Value {
    let run = person.post("/api/trigger-workflow", order).await.expect(202);
    let run = person.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    run
}

/// What the order costs if the cache may answer: credits, and the run that would.
async fn price(person: &Person, order: &Value) -> (i64, Value) {
    let quote = person.post("/api/quotes", &from_cache(order)).await.expect(200);
    (quote["credits"].as_i64().unwrap(), quote["cached"]["generationId"].clone())
}

async fn change(app: &TestApp, sql: &'static str, run: &Value) {
    let id = run["id"].as_str().unwrap().to_owned();
    let changed = app.app.db.write(move |tx| tx.execute(sql, params![id])).await;
    assert!(changed.map_err(|error: DbError| error.to_string()).unwrap() > 0, "{sql} changed nothing");
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0 && audit.open_holds == 0, "{audit:?}");
}
