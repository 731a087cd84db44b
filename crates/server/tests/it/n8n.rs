//! Runs whose work a workflow in n8n does.

mod reports;
mod runs;
mod shipped;

use providers::http::Secret;
use serde_json::{Value, json};
use testkit::{
    Person, TestApp,
    n8n::{FakeN8n, Plan, describe},
};

const KEY: &str = "what-the-webhook-asks-for";

/// A server that hands `house-style` to a workflow, and the n8n it speaks to.
async fn with_n8n(operation: &str, deadline_ms: i64, plan: Plan) -> (TestApp, FakeN8n) {
    let n8n = FakeN8n::start().await;
    n8n.publish("marty-picture", Some(("X-Marty-Key", KEY)));
    n8n.allow_api("api-key-of-the-operator");
    n8n.plan(plan);
    let app = TestApp::start_addressed(|config, address| {
        config.workers.count = 4;
        config.workers.late_look_seconds = 1;
        config.credits.sign_up_grant = 500;
        config.n8n.url.clone_from(&n8n.address);
        config.n8n.callback_url = address.to_owned();
        config.n8n.header_value = Secret::new(KEY);
        config.n8n.api_key = Secret::new("api-key-of-the-operator");
        config.n8n.allow_private_addresses = true;
        describe(&config.catalog.directory, operation, deadline_ms);
    })
    .await;
    (app, n8n)
}

async fn order(person: &Person, words: &str) -> Value {
    let body = json!({"flowId": "house-style", "inputData": {"prompt": words, "aspectRatio": "16:9"}});
    person.post("/api/trigger-workflow", &body).await.expect(202)
}

fn done() -> Value {
    json!({"status": "completed", "progress": 100, "outputAssets": ["$picture"]})
}

fn id_of(run: &Value) -> &str {
    run["id"].as_str().unwrap()
}
