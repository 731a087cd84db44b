//! The vendor's own client against the fake, and our requests against the client's.
//!
//! Everything else here rests on the fake; this is what the fake rests on.

use base64::{Engine, prelude::BASE64_STANDARD};
use providers::fal::models;
use serde_json::{Value, json};
use testkit::{
    fal::{Call, Ending, Plan},
    media,
};

use super::*;
use crate::vendor_sdk;

async fn node(fake: &FakeFal, scenario: &str, argument: &Value) {
    vendor_sdk::run("fal.mjs", &[&fake.address, scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_queue_and_subscriptions() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { queued_for: 1, running_for: 1, ..Plan::default() });
    node(&fake, "queue", &Value::Null).await;
    node(&fake, "subscribe", &Value::Null).await;
    assert_eq!(fake.submits().len(), 3);
}

#[tokio::test]
async fn the_client_is_content_with_cancelling() {
    let fake = FakeFal::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    node(&fake, "cancel", &Value::Null).await;
    assert!(fake.was_cancelled(&fake.submits()[0].request_id));
}

#[tokio::test]
async fn the_client_is_content_with_uploads() {
    let fake = FakeFal::start().await;
    node(&fake, "upload", &Value::Null).await;
}

#[tokio::test]
async fn the_client_maps_errors() {
    let fake = FakeFal::start().await;
    fake.revoke("revoked-key");
    fake.exhaust("empty-key");
    node(&fake, "errors", &Value::Null).await;
    let ending = Ending::Error { status: 422, kind: "content_policy_violation".into() };
    fake.plan(Plan { ending, ..Plan::default() });
    node(&fake, "refusal", &Value::Null).await;
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add.
fn essence(call: &Call) -> (String, String, Vec<(String, String)>, Value) {
    let header = |name: &str| {
        let value = call.headers.get(name).cloned().unwrap_or_default();
        (name.to_owned(), value.replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY"))
    };
    let names = ["authorization", "accept", "content-type", "x-fal-queue-priority"];
    // Where a file was put is a name of the fake's own.
    let named = |text: &str| -> String {
        let Some(at) = text.find("/upload/").filter(|_| !text.contains("initiate")) else {
            return text.to_owned();
        };
        format!("{}…", &text[..at + "/upload/".len()])
    };
    let mut body =
        serde_json::from_slice(&call.body).unwrap_or_else(|_| json!(BASE64_STANDARD.encode(&call.body)));
    if let Some(url) = body.get_mut("image_url") {
        *url = "…".into();
    }
    let mut headers: Vec<_> = names.map(header).into();
    if call.method == "PUT" {
        // A plain PUT of bytes: nothing is asked of the answer.
        headers.retain(|(name, _)| name != "accept");
    }
    (call.method.clone(), named(&call.path), headers, body)
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let fake = FakeFal::start().await;
    let webhook = "https://studio.example/api/webhooks/fal?a=1&b=2";
    let fal = fal_with(&fake, &["test-key-number-one"], Hands::default().clock(), |settings| {
        settings.webhook = Some(webhook.parse().unwrap());
    });
    let file = media::picture(16, 1);
    let png = input("image/png", "in.png", file.clone());
    let cases = [picture("a"), submission("b", "fal-birefnet-2", Work::BackgroundRemove, vec![png])];
    for submission in cases {
        let request = models::find(&submission.model_id).unwrap().preview(&submission).unwrap();
        let files = match submission.inputs.is_empty() {
            true => json!({}),
            false => json!({"image_url": {"base64": BASE64_STANDARD.encode(&file), "name": "in.png",
                "type": "image/png"}}),
        };
        let argument = json!({"endpoint": request.endpoint, "input": request.input, "files": files,
            "webhook": webhook});
        let _ = fake.take_calls();
        node(&fake, "compare", &argument).await;
        let theirs = fake.take_calls();
        fal.submit(submission).await.unwrap();
        let ours = fake.take_calls();
        let essences = |calls: &[Call]| calls.iter().map(essence).collect::<Vec<_>>();
        assert_eq!(essences(&ours), essences(&theirs));
        assert!(ours.len() == 1 || ours.len() == 3, "a submit, or place, file and submit");
    }
}
