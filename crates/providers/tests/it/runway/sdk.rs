//! The vendor's own client against the fake, and our requests against the client's.

use providers::runway::models;
use serde_json::{Value, json};
use testkit::runway::{Call, Plan};

use super::*;
use crate::vendor_sdk;

async fn node(fake: &FakeRunway, scenario: &str, argument: &Value) {
    vendor_sdk::run("runway.mjs", &[&fake.address, scenario, &argument.to_string()]).await;
}

#[tokio::test]
async fn the_client_is_content_with_tasks_endpoints_and_uploads() {
    let fake = FakeRunway::start().await;
    node(&fake, "endpoints", &Value::Null).await;
    node(&fake, "upload", &Value::Null).await;
    fake.plan(Plan { states: vec!["PENDING", "THROTTLED", "RUNNING"], ..Plan::default() });
    node(&fake, "tasks", &Value::Null).await;
    assert_eq!(fake.creates().len(), 6);
}

#[tokio::test]
async fn the_client_is_content_with_cancelling_and_maps_errors() {
    let fake = FakeRunway::start().await;
    fake.plan(Plan { stuck: true, ..Plan::default() });
    node(&fake, "cancel", &Value::Null).await;
    assert!(fake.was_deleted(&fake.creates()[0].task_id));
    fake.plan(Plan::default());
    fake.revoke("revoked-key");
    fake.exhaust("empty-key");
    node(&fake, "errors", &Value::Null).await;
    fake.plan(Plan { fails_with: Some("SAFETY.INPUT.TEXT"), ..Plan::default() });
    node(&fake, "refusal", &Value::Null).await;
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add.
fn essence(call: &Call) -> (String, String, Vec<(String, String)>, Value) {
    let header = |name: &str| {
        let value = call.headers.get(name).cloned().unwrap_or_default();
        let value = value.replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY");
        (name.to_owned(), value.split(';').next().unwrap_or_default().to_owned())
    };
    let is_storage = call.path.starts_with("/upload/");
    let names: &[&str] = if is_storage {
        &["content-type"]
    } else {
        &["authorization", "accept", "content-type", "x-runway-version"]
    };
    let mut body: Value = match is_storage {
        // A form: its lines without the boundary, which every program makes up, and the key of its place.
        true => form_lines(&call.body),
        false => serde_json::from_slice(&call.body).unwrap(),
    };
    for field in ["promptImage", "imageUri"] {
        if let Some(uri) =
            body.get_mut(field).filter(|uri| uri.as_str().is_some_and(|uri| uri.starts_with("runway:")))
        {
            *uri = "runway://…".into();
        }
    }
    let path = if is_storage { "/upload/…".to_owned() } else { call.path.clone() };
    (call.method.clone(), path, names.iter().map(|name| header(name)).collect(), body)
}

fn form_lines(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let boundary = text.lines().next().unwrap_or_default().to_owned();
    let shown = |part: &str| {
        let (head, content) = part.split_once("\r\n\r\n").unwrap_or((part, ""));
        let mut head: Vec<_> = head.trim().lines().map(str::to_ascii_lowercase).collect();
        head.sort();
        let is_key = head.iter().any(|line| line.contains("name=\"key\""));
        json!({"head": head, "length": if is_key { 0 } else { content.trim_end().len() }})
    };
    text.split(&boundary).map(shown).collect()
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    let fake = FakeRunway::start().await;
    let runway = runway(&fake);
    let speech = providers::SpeechWork { text: "hello".into(), voice: None, language: None, speed: 1.0 };
    let upscale = providers::UpscaleWork { factor: 4.0 };
    let lipsync = providers::LipsyncWork { speech: providers::LipsyncSpeech::Audio, advanced: false };
    let compose = providers::ComposeWork { prompt: "both".into(), size: None, seed: Some(9) };
    let mp4 = input("video/mp4", "in.mp4", testkit::media::clip().to_vec());
    let cases = [
        clip(),
        submission("runway-gen4-turbo", video(true), vec![png()]),
        submission("runway-gen4-image", Work::Compose(compose), vec![png(), png()]),
        submission("runway-eleven-multilingual-v2", Work::Speech(speech), vec![]),
        submission("runway-magnific-upscaler-2", Work::Upscale(upscale), vec![png()]),
        submission("runway-act-two", Work::Lipsync(lipsync), vec![png(), mp4]),
    ];
    for submission in cases {
        let path = models::find(&submission.model_id).unwrap().preview(&submission).unwrap().path;
        let _ = fake.take_calls();
        runway.submit(submission.clone()).await.unwrap();
        let ours = fake.take_calls();
        let body: Value = serde_json::from_slice(&ours.last().unwrap().body).unwrap();
        node(&fake, "compare", &json!({"path": path, "body": body})).await;
        let theirs = fake.take_calls();
        let essences = |calls: &[Call]| calls.iter().map(essence).collect::<Vec<_>>();
        assert_eq!(essences(&ours), essences(&theirs), "{}", submission.model_id);
    }
}

#[tokio::test]
async fn our_uploads_are_the_clients_uploads() {
    let fake = FakeRunway::start().await;
    let size = 4 * 1024 * 1024;
    let large = input("image/png", "in.png", vec![b'x'; size]);
    let submission = submission("runway-gen4-turbo", video(true), vec![large]);
    let request = models::find("runway-gen4-turbo").unwrap().preview(&submission).unwrap();
    let mut body = Value::Object(request.body);
    body.as_object_mut().unwrap().remove("promptImage");
    let upload =
        json!({"size": size, "fill": "x", "name": "in.png", "type": "image/png", "field": "promptImage"});
    let _ = fake.take_calls();
    node(&fake, "compare", &json!({"path": request.path, "body": body, "upload": upload})).await;
    let theirs = fake.take_calls();
    runway(&fake).submit(submission).await.unwrap();
    let ours = fake.take_calls();
    let essences = |calls: &[Call]| calls.iter().map(essence).collect::<Vec<_>>();
    assert_eq!(ours.len(), 3, "place, file and create");
    assert_eq!(essences(&ours), essences(&theirs));
}
