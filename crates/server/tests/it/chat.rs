//! What a conversation can do beyond saying and answering: make once more what failed, go on from
//! anywhere, bring files along.

mod branches;
mod edits;
pub(crate) mod files;
mod intake;
mod retry;
mod speech;

use serde_json::{Value, json};
use server::ledger;
use testkit::{Person, TestApp, fal::FakeFal, fal_catalog};

/// A server whose models are fal's, and the fal it speaks to.
async fn with_fal() -> (TestApp, FakeFal) {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        config.credits.sign_up_grant = 500;
        fal_catalog::use_fal(config, &fal, 60_000);
    })
    .await;
    (app, fal)
}

/// Asks an agent and answers the run when it has ended.
async fn said(person: &Person, words: &str, further: &Value) -> Value {
    let mut body = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": words}});
    let fields = further.as_object().cloned().unwrap_or_default();
    body.as_object_mut().unwrap().extend(fields);
    let run = person.post("/api/trigger-workflow", &body).await.expect(202);
    person.ended(run["id"].as_str().unwrap()).await
}

fn fields(run: &Value, list: &str, field: &str) -> Vec<String> {
    let text = |item: &Value| item[field].as_str().unwrap_or_default().to_owned();
    run[list].as_array().unwrap().iter().map(text).collect()
}

async fn books_are_sound(app: &TestApp) {
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}
