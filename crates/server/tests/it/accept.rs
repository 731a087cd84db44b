//! Accepting a run: price, hold, repeat, refuse.

use serde_json::{Value, json};
use server::ledger;
use testkit::TestApp;

fn body(prompt: &str) -> Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": prompt, "seed": 7}})
}

#[tokio::test]
async fn the_price_shown_is_held_and_everything_is_there_at_once() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let quote = asha
        .post(
            "/api/quotes",
            &json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "quality": "high"}}),
        )
        .await
        .expect(200);
    assert_eq!(quote["credits"], 2);
    assert_eq!(quote["factors"][0]["label"], "Picture, simple");
    assert_eq!(
        quote["factors"][2],
        json!({"code": "rounding", "label": "Rounded up, once", "multiplier": null, "amount": "0.5"})
    );
    let request = json!({
        "flowId": "text-to-image", "inputData": {"prompt": "a fox", "quality": "high"}, "quoteId": quote["id"],
    });
    let run = asha.post("/api/trigger-workflow", &request).await.expect(202);
    assert_eq!((&run["status"], &run["creditsHeld"]), (&json!("queued"), &json!(2)));
    assert_eq!(run["quote"]["id"], quote["id"]);
    assert_eq!(asha.balance().await, (48, 2));
    let conversation = asha
        .get(&format!("/api/conversations/{}", run["conversationId"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(conversation["title"], "A fox");
    assert_eq!(conversation["lastGeneration"]["id"], run["id"]);
    let messages = asha
        .get(&format!("/api/conversations/{}/messages", conversation["id"].as_str().unwrap()))
        .await
        .expect(200);
    assert_eq!(messages["items"][1]["text"], "a fox");
    assert_eq!(messages["items"][0]["generation"]["id"], run["id"]);
    let one = asha.get(&format!("/api/generations/{}", run["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(one, run);
}

#[tokio::test]
async fn a_style_in_the_words_is_part_of_the_price() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let quote = asha.post("/api/quotes", &body("a lighthouse at dusk, oil painting")).await.expect(200);
    assert_eq!((&quote["credits"], &quote["factors"][0]["label"]), (&json!(3), &json!("Picture, complex")));
    let run = asha.trigger("a lighthouse at dusk, oil painting").await;
    assert_eq!((&run["creditsHeld"], &run["inputData"]["style"]), (&json!(3), &json!("oil-painting")));
}

#[tokio::test]
async fn fifty_at_once_with_one_key_are_one_run_and_one_hold() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let mut requests = Vec::new();
    for _ in 0..50 {
        let asha = asha.clone();
        requests.push(tokio::spawn(async move {
            let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
            let request = request.header("idempotency-key", "one").json(&body("a fox"));
            asha.send(request).await.expect(202)["id"].clone()
        }));
    }
    let mut ids = Vec::new();
    for request in requests {
        ids.push(request.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(asha.balance().await, (49, 1));
    let list = asha.get("/api/generations").await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_and_holds_nothing() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let send = async |words: &str| {
        let request = asha.request(reqwest::Method::POST, "/api/trigger-workflow");
        asha.send(request.header("idempotency-key", "one").json(&body(words))).await
    };
    send("a fox").await.expect(202);
    send("a hen").await.expect_problem(409, "idempotency_key_reused");
    assert_eq!(asha.balance().await, (49, 1));
}

#[tokio::test]
async fn an_id_of_the_caller_makes_the_request_repeatable_but_only_for_them() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    let id = app.app.env.new_id::<domain::id::kind::Generation>().to_string();
    let mut request = body("a fox");
    request["generationId"] = json!(id);
    let first = asha.post("/api/trigger-workflow", &request).await.expect(202);
    let again = asha.post("/api/trigger-workflow", &request).await.expect(202);
    assert_eq!((&first["id"], &first), (&json!(id), &again));
    ravi.post("/api/trigger-workflow", &request).await.expect_problem(409, "idempotency_key_reused");
    assert_eq!(asha.balance().await, (49, 1));
    assert_eq!(ravi.balance().await, (50, 0));
}

#[tokio::test]
async fn too_few_credits_say_how_many_and_write_nothing() {
    let app = TestApp::start_with(|config| config.credits.sign_up_grant = 2).await;
    let asha = app.sign_up("asha").await;
    let request =
        json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "style": "oil-painting"}});
    let problem =
        asha.post("/api/trigger-workflow", &request).await.expect_problem(402, "insufficient_credits");
    assert_eq!((&problem["needed"], &problem["available"]), (&json!(3), &json!(2)));
    assert_eq!(asha.balance().await, (2, 0));
    for path in ["/api/generations", "/api/conversations"] {
        assert_eq!(asha.get(path).await.expect(200)["items"], json!([]), "{path}");
    }
}

#[tokio::test]
async fn an_old_price_is_offered_afresh_and_a_price_for_other_words_is_refused() {
    let app = TestApp::start_frozen(|_| {}).await;
    let asha = app.sign_up("asha").await;
    let quote = asha.post("/api/quotes", &body("a fox")).await.expect(200);
    let mut other = body("a hen");
    other["quoteId"] = quote["id"].clone();
    asha.post("/api/trigger-workflow", &other).await.expect_problem(409, "quote_mismatch");
    app.clock.as_ref().unwrap().advance_ms(10 * 60 * 1000);
    let mut late = body("a fox");
    late["quoteId"] = quote["id"].clone();
    let problem = asha.post("/api/trigger-workflow", &late).await.expect_problem(409, "quote_expired");
    assert_eq!(problem["quote"]["credits"], 1);
    late["quoteId"] = problem["quote"]["id"].clone();
    asha.post("/api/trigger-workflow", &late).await.expect(202);
    assert_eq!(asha.balance().await, (49, 1));
}

#[tokio::test]
async fn a_locked_price_survives_peak_hours() {
    // The frozen clock starts at midnight UTC; every later hour costs more.
    let app = TestApp::start_frozen(|config| config.pricing.peak_hours = (0..24).collect()).await;
    let asha = app.sign_up("asha").await;
    let quote = asha.post("/api/quotes", &body("a fox")).await.expect(200);
    assert_eq!(quote["credits"], 2);
    assert_eq!(quote["factors"][1]["label"], "Peak hours");
}

#[tokio::test]
async fn a_workspace_can_only_queue_so_much() {
    let app = TestApp::start_with(|config| config.limits.queued_runs_per_workspace = 2).await;
    let asha = app.sign_up("asha").await;
    asha.trigger("one").await;
    asha.trigger("two").await;
    asha.post("/api/trigger-workflow", &body("three")).await.expect_problem(429, "queue_full");
    assert_eq!(asha.balance().await, (48, 2));
}

#[tokio::test]
async fn cancelling_while_it_waits_gives_everything_back_once() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let run = asha.trigger("a fox").await;
    let body = json!({"generationId": run["id"]});
    let cancelled = asha.post("/api/cancel-generation", &body).await.expect(200);
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!((&cancelled["creditsHeld"], &cancelled["creditsReturned"]), (&json!(0), &json!(1)));
    assert_eq!(cancelled["error"]["code"], "cancelled");
    let again = asha.post("/api/cancel-generation", &body).await.expect(200);
    assert_eq!(again, cancelled);
    assert_eq!(asha.balance().await, (50, 0));
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
    let statement = asha.get("/api/credits/statement").await.expect(200);
    let kinds: Vec<_> =
        statement["items"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["release", "hold", "grant"]);
}

#[tokio::test]
async fn lists_page_without_gaps_or_repeats() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let mut made = Vec::new();
    for n in 0..7 {
        made.push(asha.trigger(&format!("picture {n}")).await["id"].as_str().unwrap().to_owned());
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = asha.get(&format!("/api/generations?limit=3{cursor}")).await.expect(200);
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().to_owned()),
        );
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        // What is made meanwhile belongs to a newer page.
        asha.trigger("meanwhile").await;
    }
    made.reverse();
    assert_eq!(seen, made);
}
