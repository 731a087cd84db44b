//! The failed step alone is made once more, with what was made before it.

use std::path::Path;

use domain::plan::Plan;
use serde_json::{Value, json};
use testkit::{
    TestApp,
    fal::{FakeFal, Phase, Trouble},
    fal_catalog,
};

use super::{books_are_sound, fields, said, with_fal};
use crate::flows::put_on;

const THREE_STEPS: &str = "a fox in snow, animate it, and narrate it: 'winter is here'";

fn refusal() -> Trouble {
    let detail = json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
    Trouble::answer(422, &json!({ "detail": detail }))
}

#[tokio::test]
async fn only_the_missing_step_is_priced_made_and_charged() {
    let (app, fal) = with_fal().await;
    let asha = app.sign_up("asha").await;
    fal.script(Phase::Submit, [Trouble::None, refusal()]);
    let first = said(&asha, "an owl in snow, then animate it", &Value::Null).await;
    assert_eq!(fields(&first, "steps", "status"), ["completed", "failed"], "{first:#}");
    let (id, submits) = (first["id"].as_str().unwrap(), fal.submits().len());

    let quote = asha.post(&format!("/api/generations/{id}/retry/quote"), &json!({})).await.expect(200);
    assert_eq!(fields(&quote, "steps", "operation"), ["image_to_video"]);
    let (part, whole) = (quote["credits"].as_i64().unwrap(), first["quote"]["credits"].as_i64().unwrap());
    assert!(part > 0 && part < whole, "{part} of {whole}");

    let before = asha.balance().await.0;
    let retry = asha
        .post(&format!("/api/generations/{id}/retry"), &json!({"quoteId": quote["id"]}))
        .await
        .expect(202);
    assert_eq!((&retry["retryOf"], &retry["conversationId"]), (&first["id"], &first["conversationId"]));
    assert_eq!(retry["inputAssets"][0]["id"], first["outputAssets"][0]["id"]);
    let ended = asha.ended(retry["id"].as_str().unwrap()).await;
    assert_eq!((&ended["status"], &ended["error"]), (&json!("completed"), &Value::Null), "{ended:#}");
    assert_eq!(fields(&ended, "outputAssets", "type"), ["video"]);
    assert_eq!(asha.balance().await, (before - part, 0));
    // The picture was not drawn again: one submit more, for the clip, with the picture in it.
    let submits_now = fal.submits();
    assert_eq!(submits_now.len(), submits + 1);
    assert!(submits_now.last().unwrap().input.to_string().contains("image"));
    // Nothing was said anew: the answer stands alone behind the others.
    let conversation = first["conversationId"].as_str().unwrap();
    let messages = asha.get(&format!("/api/conversations/{conversation}/messages")).await.expect(200);
    assert_eq!(fields(&messages, "items", "role"), ["assistant", "assistant", "user"]);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn steps_that_never_began_go_along_and_keep_their_order() {
    let (app, fal) = with_fal().await;
    let asha = app.sign_up("asha").await;
    fal.script(Phase::Submit, [refusal(), refusal()]);
    let first = said(&asha, THREE_STEPS, &Value::Null).await;
    let missing = fields(&first, "steps", "status").iter().filter(|status| *status != "completed").count();
    assert!(missing >= 2, "{first:#}");
    let id = first["id"].as_str().unwrap();
    let retry = asha.post(&format!("/api/generations/{id}/retry"), &json!({})).await.expect(202);
    assert_eq!(retry["steps"].as_array().unwrap().len(), missing);
    let ended = asha.ended(retry["id"].as_str().unwrap()).await;
    assert_eq!((&ended["status"], &ended["error"]), (&json!("completed"), &Value::Null), "{ended:#}");
    let clip = ended["steps"].as_array().unwrap().iter().find(|step| step["operation"] == "image_to_video");
    assert_eq!(clip.unwrap()["needs"], json!([0]), "{ended:#}");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_repeat_is_the_same_run_and_nobody_elses() {
    let (app, fal) = with_fal().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    fal.script(Phase::Submit, [refusal()]);
    let first = said(&asha, "a fox in snow", &Value::Null).await;
    assert_eq!(first["status"], "failed");
    let path = format!("/api/generations/{}/retry", first["id"].as_str().unwrap());
    let send = async |key: &str| {
        let request = asha.request(reqwest::Method::POST, &path).header("Idempotency-Key", key);
        asha.send(request.json(&json!({}))).await.expect(202)
    };
    let (one, two) = (send("again").await, send("again").await);
    assert_eq!(one["id"], two["id"]);
    ravi.post(&path, &json!({})).await.expect_problem(404, "not_found");
    ravi.post(&format!("{path}/quote"), &json!({})).await.expect_problem(404, "not_found");
    let ended = asha.ended(one["id"].as_str().unwrap()).await;
    assert_eq!(ended["status"], "completed", "{ended:#}");
    // What is whole has nothing missing.
    let whole = format!("/api/generations/{}/retry", ended["id"].as_str().unwrap());
    asha.post(&whole, &json!({})).await.expect_problem(409, "not_retryable");
    // A price of one run does not pay for another.
    let price = asha.post(&format!("{path}/quote"), &json!({})).await.expect(200);
    fal.script(Phase::Submit, [refusal()]);
    let other = said(&asha, "a hare in snow", &Value::Null).await;
    let other = format!("/api/generations/{}/retry", other["id"].as_str().unwrap());
    asha.post(&other, &json!({"quoteId": price["id"]})).await.expect_problem(409, "quote_mismatch");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn a_shipped_flow_that_needs_another_plan_now_is_not_made_once_more() {
    let fal = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        fal_catalog::use_fal(config, &fal, 60_000);
        let flows = include_str!("../../../../../catalog/flows.toml");
        let flows = flows.replace("minimum_plan = \"free\"", "minimum_plan = \"creator\"");
        std::fs::write(Path::new(&config.catalog.directory).join("flows.toml"), flows).unwrap();
    })
    .await;
    let asha = app.sign_up("asha").await;
    put_on(&app, &asha, Plan::Creator).await;
    fal.script(Phase::Submit, [refusal(), refusal()]);
    let first = said(&asha, "a fox in snow", &Value::Null).await;
    assert_eq!(first["status"], "failed", "{first:#}");
    let batch = json!({"flowId": "text-to-image", "items": [{"inputData": {"prompt": "a hare in snow"}}]});
    let batch = asha.post("/api/batches", &batch).await.expect(202);
    let closed = |data: &Value| data["id"] == batch["id"] && !data["completedAt"].is_null();
    let batch =
        asha.event_where(0, |kind, data| kind == "batch.updated" && closed(data)).await["data"].clone();
    assert_eq!(batch["counts"]["failed"], 1, "{batch:#}");

    put_on(&app, &asha, Plan::Starter).await;
    let path = format!("/api/generations/{}/retry", first["id"].as_str().unwrap());
    let of_batch = format!("/api/batches/{}/retry", batch["id"].as_str().unwrap());
    let price = json!({"credits": batch["retry"]["credits"]});
    for (path, body) in [(&path, &json!({})), (&of_batch, &price)] {
        let refused = asha.post(path, body).await.expect_problem(403, "plan_required");
        assert_eq!(refused["plan"], "creator", "{path}");
    }
    put_on(&app, &asha, Plan::Creator).await;
    asha.post(&path, &json!({})).await.expect(202);
    asha.post(&of_batch, &price).await.expect(202);
}
