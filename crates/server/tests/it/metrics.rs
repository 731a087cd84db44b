//! The numbers an operator reads.

use axum::http::StatusCode;
use serde_json::json;
use testkit::{
    TestApp,
    fal::{Phase, Trouble},
};

/// The value of a line that begins like this; 0 where there is none.
fn value(text: &str, begins: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(begins));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
}

async fn read(app: &TestApp) -> String {
    let answer = testkit::client().get(format!("{}/metrics", app.address)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.text().await.unwrap()
}

#[tokio::test]
async fn calls_steps_runs_and_requests_are_counted_by_what_came_of_them() {
    let (app, fal) = crate::provider::with_fal(50, 60_000).await;
    let ada = app.sign_up("ada").await;
    fal.script(Phase::Submit, [Trouble::rate_limit(Some("0"))]);
    let run = ada.trigger("a lighthouse at dusk").await;
    let ended = ada.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(ended["status"], "completed");
    let secret = "a lighthouse at dusk";
    let text = read(&app).await;
    assert!(text.ends_with("# EOF\n") && !text.contains(secret) && !text.contains("ada"), "{text}");
    let model = "provider=\"fal\",model=\"fal-flux-schnell\"";
    let submits = |outcome: &str| {
        value(&text, &format!("marty_provider_submits_total{{{model},outcome=\"{outcome}\"}}"))
    };
    assert_eq!((submits("rate_limited"), submits("taken")), (1.0, 1.0), "{text}");
    assert_eq!(value(&text, &format!("marty_provider_submit_seconds_count{{{model}}}")), 2.0);
    let step = format!("marty_steps_total{{{model},operation=\"text_to_image\",outcome=\"completed\"}}");
    assert_eq!(value(&text, &step), 1.0, "{text}");
    assert_eq!(value(&text, "marty_runs_total{outcome=\"completed\"}"), 1.0);
    let accepted =
        "marty_http_requests_total{method=\"POST\",route=\"/api/trigger-workflow\",status=\"202\"}";
    assert_eq!(value(&text, accepted), 1.0, "{text}");
    assert_eq!(value(&text, "marty_provider_keys{provider=\"fal\",breaker=\"closed\"}"), 1.0);
    assert!(text.contains("marty_provider_keys{provider=\"fal\",breaker=\"open\"} 0"), "{text}");
}

#[tokio::test]
async fn what_waits_and_what_was_cancelled_is_counted() {
    let app = TestApp::start_with(|config| config.workers.count = 0).await;
    let ada = app.sign_up("ada").await;
    let run = ada.trigger("a lighthouse at dusk").await;
    let waiting = |text: &str| {
        let lines =
            text.lines().filter(|line| line.starts_with("marty_queue_jobs{") && line.contains("waiting"));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>()
    };
    assert_eq!(waiting(&read(&app).await), 1.0);
    ada.post("/api/cancel-generation", &json!({ "generationId": run["id"] })).await.expect(200);
    ada.post("/api/cancel-generation", &json!({ "generationId": run["id"] })).await.expect(200);
    let text = read(&app).await;
    assert_eq!(
        (waiting(&text), value(&text, "marty_runs_total{outcome=\"cancelled\"}")),
        (0.0, 1.0),
        "{text}"
    );
}

#[tokio::test]
async fn nobody_reads_them_through_a_proxy_or_without_the_token() {
    let app = TestApp::start().await;
    let address = format!("{}/metrics", app.address);
    let proxied =
        testkit::client().get(&address).header("x-forwarded-for", "203.0.113.9").send().await.unwrap();
    assert_eq!(proxied.status(), StatusCode::NOT_FOUND);
    let app = TestApp::start_with(|config| config.metrics.token = "a long secret".into()).await;
    let address = format!("{}/metrics", app.address);
    let ask = |token: Option<&str>| {
        let call = testkit::client().get(&address);
        token.map_or(call.try_clone().unwrap(), |token| call.bearer_auth(token)).send()
    };
    assert_eq!(ask(None).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(ask(Some("a long secre")).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(ask(Some("a long secret")).await.unwrap().status(), StatusCode::OK);
}
