//! Bad input: a stable code, the field's path, and nothing held or queued.

use serde_json::{Value, json};
use testkit::{Person, TestApp};

async fn refused(person: &Person, body: &Value, status: u16, code: &str, path: Option<&str>) {
    for address in ["/api/trigger-workflow", "/api/quotes"] {
        let problem = person.post(address, body).await.expect_problem(status, code);
        if let Some(path) = path {
            assert_eq!(problem["errors"][0]["path"], path, "{address} {body}");
        }
    }
}

#[tokio::test]
async fn every_bad_input_is_named_and_nothing_happens() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let with = |field: &str, value: Value| {
        let mut input = json!({"prompt": "a fox"});
        input[field] = value;
        json!({"flowId": "text-to-image", "inputData": input})
    };
    let prompt = Some("inputData.prompt");
    for (body, path) in [
        (with("prompt", json!("")), prompt),
        (with("prompt", json!("   \n ")), prompt),
        (with("prompt", json!(null)), prompt),
        (with("prompt", json!(7)), prompt),
        (with("prompt", json!("x".repeat(1_001))), prompt),
        (with("prompt", json!("a\u{7}b")), prompt),
        (with("prompt", json!("🦊🌅")), prompt),
        (with("aspectRatio", json!("3:1")), Some("inputData.aspectRatio")),
        (with("style", json!("cubist")), Some("inputData.style")),
        (with("quality", json!("best")), Some("inputData.quality")),
        (with("seed", json!(-1)), Some("inputData.seed")),
        (with("seed", json!(1.5)), Some("inputData.seed")),
        (with("colour", json!("red")), Some("inputData.colour")),
        (json!({"flowId": "text-to-image", "inputData": []}), Some("inputData")),
        (
            json!({"flowId": "text-to-image", "inputData": {"prompt": "a"}, "inputAssets": ["x"]}),
            Some("inputAssets"),
        ),
    ] {
        refused(&asha, &body, 422, "invalid_input", path).await;
    }
    refused(&asha, &json!({"flowId": "nothing", "inputData": {"prompt": "a"}}), 404, "unknown_flow", None)
        .await;
    refused(&asha, &json!({"flowId": "text-to-image"}), 400, "invalid_json", None).await;
    refused(
        &asha,
        &json!({"flowId": "text-to-image", "inputData": {}, "extra": 1}),
        400,
        "invalid_json",
        None,
    )
    .await;
    assert_eq!(asha.balance().await, (50, 0));
    assert_eq!(asha.get("/api/generations").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn malformed_ids_and_keys_are_named() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    for field in ["generationId", "quoteId", "conversationId"] {
        let mut body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
        body[field] = json!("gen_1");
        let problem = asha.post("/api/trigger-workflow", &body).await.expect_problem(422, "invalid_input");
        assert_eq!(problem["errors"][0]["path"], field);
    }
    let body = json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox"}});
    let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
    let request = request.header("idempotency-key", "k".repeat(129)).json(&body);
    asha.send(request).await.expect_problem(422, "invalid_input");
    assert_eq!(asha.balance().await, (50, 0));
}

#[tokio::test]
async fn bodies_that_are_no_json_no_object_or_too_large() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let send = async |kind: &str, body: String| {
        let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
        asha.send(request.header("content-type", kind).body(body)).await
    };
    send("application/json", "{".into()).await.expect_problem(400, "invalid_json");
    send("application/json", String::new()).await.expect_problem(400, "invalid_json");
    send("text/plain", "{}".into()).await.expect_problem(415, "unsupported_media_type");
    let large =
        format!(r#"{{"flowId": "text-to-image", "inputData": {{"prompt": "{}"}}}}"#, "x".repeat(70_000));
    send("application/json", large).await.expect_problem(413, "body_too_large");
}

#[tokio::test]
async fn unknown_addresses_methods_and_parameters_are_problems_too() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    asha.get("/api/nothing").await.expect_problem(404, "not_found");
    asha.delete("/api/quotes").await.expect_problem(405, "method_not_allowed");
    for query in ["limit=0", "limit=101", "limit=x", "cursor=x", "status=lost", "conversationId=x"] {
        asha.get(&format!("/api/generations?{query}")).await.expect_problem(400, "invalid_parameter");
    }
    asha.get("/api/generations/gen_1").await.expect_problem(404, "not_found");
}
