//! What may be asked for, what it costs, and what is told about mistakes.

use serde_json::json;
use testkit::TestApp;

use super::{id, prompts, send, subscribe};

#[tokio::test]
async fn one_price_one_hold_and_a_discount_for_many() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    subscribe(&app, &asha, "creator").await;
    let twelve: Vec<String> = (0..12).map(|n| format!("a fox number {n}")).collect();
    let twelve: Vec<&str> = twelve.iter().map(String::as_str).collect();
    let quote = asha.post("/api/batches/quote", &prompts(&twelve)).await.expect(200);
    // 12 × 1 × 0.9 × 0.95 = 10.26, rounded up once.
    assert_eq!(
        (&quote["credits"], &quote["items"], &quote["kind"]),
        (&json!(11), &json!(12), &json!("prompts"))
    );
    let labels: Vec<_> =
        quote["factors"].as_array().unwrap().iter().map(|line| line["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["Picture, simple × 12", "More than 10 at once", "Creator plan", "Rounded up, once"]);
    let mut body = prompts(&twelve);
    body["quoteId"] = quote["id"].clone();
    let batch = send(&asha, &body).await;
    assert_eq!(
        (&batch["creditsHeld"], &batch["status"], &batch["progress"]),
        (&json!(11), &json!("queued"), &json!(0))
    );
    assert_eq!(asha.balance().await, (39, 11));
    let statement = asha.get("/api/credits/statement").await.expect(200);
    assert_eq!(statement["items"][0]["batchId"], batch["id"]);
    // One exchange in the conversation, and no message for every item.
    let conversation = batch["conversationId"].as_str().unwrap();
    let messages = asha.get(&format!("/api/conversations/{conversation}/messages")).await.expect(200);
    let messages = messages["items"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0]["batch"]["id"], batch["id"]);
    assert!(messages[1]["text"].as_str().unwrap().ends_with("… and 7 more"));
    // The offer was for these items only, and is no price of a single run.
    body["items"].as_array_mut().unwrap().pop();
    asha.post("/api/batches", &body).await.expect_problem(409, "quote_mismatch");
    let single = json!({"flowId": "text-to-image", "inputData": {"prompt": "a"}, "quoteId": quote["id"]});
    asha.post("/api/trigger-workflow", &single).await.expect_problem(409, "quote_mismatch");
    assert_eq!(asha.balance().await, (39, 11));
}

#[tokio::test]
async fn who_may_ask_for_what() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let refused =
        asha.post("/api/batches", &prompts(&["a fox", "a hen"])).await.expect_problem(403, "plan_required");
    assert_eq!(refused["plan"], "creator");
    let mut four = prompts(&["a fox"]);
    four["variations"] = json!(4);
    let batch = send(&asha, &four).await;
    assert_eq!((&batch["kind"], &batch["counts"]["total"]), (&json!("variations"), &json!(4)));
    let page = asha.get(&format!("/api/batches/{}", id(&batch))).await.expect(200);
    let seeds: std::collections::HashSet<_> =
        page["items"].as_array().unwrap().iter().map(|item| item["seed"].as_i64().unwrap()).collect();
    assert_eq!(seeds.len(), 4, "every variation has a seed of its own");
    four["variations"] = json!(5);
    asha.post("/api/batches", &four).await.expect_problem(403, "plan_required");
    // Styles of one prompt side by side are for everybody.
    let style = |style: &str| json!({"inputData": {"prompt": "a fox", "style": style, "seed": 7}});
    let compare = json!({"flowId": "text-to-image", "items": [style("flat"), style("watercolour")]});
    let compared = asha.post("/api/batches/quote", &compare).await;
    assert_eq!(compared.expect(200)["kind"], "compare");
}

#[tokio::test]
async fn a_repeat_is_the_same_batch() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    subscribe(&app, &asha, "creator").await;
    let post = |body: serde_json::Value| {
        let request = asha.request(reqwest::Method::POST, "/api/batches").header("idempotency-key", "one");
        asha.send(request.json(&body))
    };
    let first = post(prompts(&["a fox", "a hen"])).await.expect(202);
    let again = post(prompts(&["a fox", "a hen"])).await.expect(202);
    assert_eq!(first["id"], again["id"]);
    post(prompts(&["a fox", "an owl"])).await.expect_problem(409, "idempotency_key_reused");
    let list = asha.get("/api/batches").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(asha.balance().await.1, 2);
}

#[tokio::test]
async fn a_table_is_read_with_every_mistake_by_row_and_column() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    subscribe(&app, &asha, "creator").await;
    let text = format!(
        "prompt;aspect_ratio;seed\r\na fox;16:9;7\r\n{};;\r\na hen;3:1;-1\r\n",
        "x".repeat(100 * 1024)
    );
    let body = json!({"flowId": "text-to-image", "csv": text});
    let read = asha.post("/api/batches/table", &body).await.expect(200);
    assert_eq!(
        read["rows"],
        json!([{"line": 2, "inputData": {"prompt": "a fox", "aspectRatio": "16:9", "seed": 7}}])
    );
    let found: Vec<_> = read["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["line"].as_i64().unwrap(),
                error["column"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [(3, "prompt", "too_long"), (4, "aspect_ratio", "unknown_value"), (4, "seed", "out_of_range")]
    );
    assert!(read["errors"][0]["message"].as_str().unwrap().contains("102400"));
    let refused = asha.post("/api/batches", &body).await.expect_problem(422, "invalid_input");
    assert_eq!((&refused["errors"][0]["path"], &refused["errorCount"]), (&json!("csv[3].prompt"), &json!(3)));
    // Hundreds of mistakes are counted, and the first fifty told.
    let many = format!("prompt\n{}", "!!!\n".repeat(300));
    let many = json!({"flowId": "text-to-image", "csv": many});
    let refused = asha.post("/api/batches/quote", &many).await.expect_problem(422, "invalid_input");
    assert_eq!((refused["errors"].as_array().unwrap().len(), &refused["errorCount"]), (50, &json!(300)));
    let over = json!({"flowId": "text-to-image", "csv": format!("prompt\n{}", "a fox\n".repeat(501))});
    let refused = asha.post("/api/batches", &over).await.expect_problem(422, "invalid_input");
    assert_eq!(refused["errors"][0]["code"], "too_many_rows");
    let over =
        json!({"flowId": "text-to-image", "items": [{"inputData": {"prompt": "a"}}], "variations": 501});
    asha.post("/api/batches", &over).await.expect_problem(422, "invalid_input");
    assert_eq!(asha.balance().await, (50, 0));
}

#[tokio::test]
async fn somebody_elses_batch_is_not_found() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let mut four = prompts(&["a fox"]);
    four["variations"] = json!(2);
    let batch = send(&asha, &four).await;
    let path = format!("/api/batches/{}", id(&batch));
    ravi.get(&path).await.expect_problem(404, "not_found");
    ravi.get(&format!("{path}/zip")).await.expect_problem(404, "not_found");
    ravi.post(&format!("{path}/cancel"), &json!({})).await.expect_problem(404, "not_found");
    ravi.post(&format!("{path}/retry"), &json!({})).await.expect_problem(404, "not_found");
    assert_eq!(ravi.get("/api/batches").await.expect(200)["items"], json!([]));
    four["conversationId"] = batch["conversationId"].clone();
    ravi.post("/api/batches", &four).await.expect_problem(404, "not_found");
    assert_eq!(ravi.balance().await, (50, 0));
    assert_eq!(asha.get(&path).await.expect(200)["batch"]["status"], "queued");
}
