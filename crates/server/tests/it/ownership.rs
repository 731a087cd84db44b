//! What is somebody else's looks like what does not exist; and every operation is tried without a
//! session.

use serde_json::{Value, json};
use testkit::TestApp;

/// Operations that are open to everyone, with the reason.
const OPEN: [(&str, &str); 10] = [
    ("/api/auth/sign-up", "this is how one gets in"),
    ("/api/auth/sign-in", "this is how one gets in"),
    ("/api/auth/sign-out", "signing out twice is not a mistake"),
    ("/api/health", "probes have no session"),
    ("/api/ready", "probes have no session"),
    ("/api/docs", "the reference is public"),
    ("/api/plans", "prices are public"),
    ("/api/payments/price", "prices are public"),
    ("/api/payments/webhook", "gateways sign what they send; tried in billing/webhooks.rs"),
    ("/api/webhooks/{provider}", "vendors sign what they send; tried in provider.rs"),
];

/// Addresses that anybody may read; everything else they do asks for a session.
const OPEN_TO_READ: [(&str, &str); 2] =
    [("/api/flows", "the gallery is public"), ("/api/flows/{id}", "the gallery is public")];

#[tokio::test]
async fn every_operation_asks_for_a_session() {
    let app = TestApp::start().await;
    let description: Value = serde_json::from_str(&server::router::openapi_text().unwrap()).unwrap();
    let stranger = app.stranger();
    let mut tried = 0;
    for (path, methods) in description["paths"].as_object().unwrap() {
        if OPEN.iter().any(|(open, _)| open == path) {
            continue;
        }
        for method in methods.as_object().unwrap().keys().filter(|name| *name != "parameters") {
            let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            if method.is_safe() && OPEN_TO_READ.iter().any(|(open, _)| open == path) {
                continue;
            }
            let address = path.replace("{id}", "gen_01h455vb4pex5vsknk084sn02q").replace("{version}", "1");
            let request = stranger.request(method.clone(), &address);
            let request = if method.is_safe() { request } else { request.json(&json!({})) };
            let answer = stranger.send(request).await;
            assert_eq!(answer.status, 401, "{method} {path} answered {} without a session", answer.status);
            tried += 1;
        }
    }
    assert!(tried >= 14, "only {tried} operations were tried");
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_found() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let run = asha.trigger("a fox").await;
    let (id, conversation) = (run["id"].as_str().unwrap(), run["conversationId"].as_str().unwrap());
    ravi.get(&format!("/api/generations/{id}")).await.expect_problem(404, "not_found");
    ravi.get(&format!("/api/generations/{id}/transcript")).await.expect_problem(404, "not_found");
    ravi.post("/api/cancel-generation", &json!({"generationId": id})).await.expect_problem(404, "not_found");
    let into =
        json!({"flowId": "text-to-image", "inputData": {"prompt": "a hen"}, "conversationId": conversation});
    ravi.post("/api/trigger-workflow", &into).await.expect_problem(404, "not_found");
    assert_eq!(ravi.balance().await, (50, 0));
    let list = ravi.get(&format!("/api/generations?conversationId={conversation}")).await.expect(200);
    assert_eq!(list["items"], json!([]));
    let quote = asha
        .post("/api/quotes", &json!({"flowId": "text-to-image", "inputData": {"prompt": "a"}}))
        .await
        .expect(200);
    let stolen = json!({"flowId": "text-to-image", "inputData": {"prompt": "a"}, "quoteId": quote["id"]});
    ravi.post("/api/trigger-workflow", &stolen).await.expect_problem(409, "quote_expired");
    assert_eq!(asha.get(&format!("/api/generations/{id}")).await.expect(200)["status"], "queued");
}

#[tokio::test]
async fn ones_own_transcript_says_what_the_agent_called_and_nobody_elses_is_found() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let input = json!({"flowId": "producer-agent-beta", "inputData": {"prompt": "a lighthouse at dusk"}});
    let run = asha.post("/api/trigger-workflow", &input).await.expect(202);
    let address = format!("/api/generations/{}/transcript", run["id"].as_str().unwrap());
    let told = asha.get(&address).await.expect(200);
    assert_eq!((&told["agent"], &told["model"]), (&json!("i2i"), &Value::Null));
    let turns = told["turns"].as_array().unwrap();
    assert_eq!((&turns[0]["role"], &turns[0]["text"]), (&json!("user"), &json!("a lighthouse at dusk")));
    assert_eq!(turns[1]["toolCalls"][0]["name"], "GeminiT2I");
    ravi.get(&address).await.expect_problem(404, "not_found");
    // A flow without an agent has none.
    let plain = asha.trigger("a fox").await;
    let address = format!("/api/generations/{}/transcript", plain["id"].as_str().unwrap());
    asha.get(&address).await.expect_problem(404, "not_found");
}
