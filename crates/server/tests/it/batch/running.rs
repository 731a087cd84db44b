//! Batches that run: what is delivered, what fails, what is cancelled and tried again.

use std::time::Duration;

use serde_json::json;
use testkit::fal::{Phase, Plan, Trouble};

use super::{books_are_sound, closed, id, items, prompts, send, subscribe, with_fal};

fn refusal() -> Trouble {
    let detail = json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
    Trouble::answer(422, &json!({ "detail": detail }))
}

#[tokio::test]
async fn a_part_is_delivered_and_charged_and_the_rest_tried_again_at_its_price() {
    let (app, fal, asha) = with_fal().await;
    fal.script(Phase::Submit, [Trouble::None, refusal()]);
    let batch = send(&asha, &prompts(&["a fox", "a hen", "an owl"])).await;
    let quoted = batch["quote"]["credits"].as_i64().unwrap();
    let done = closed(&asha, id(&batch)).await;
    assert_eq!(
        (&done["status"], &done["counts"]["completed"], &done["counts"]["failed"]),
        (&json!("completed"), &json!(2), &json!(1))
    );
    assert_eq!(done["progress"], 100);
    let used = done["creditsUsed"].as_i64().unwrap();
    assert_eq!(
        (done["creditsHeld"].as_i64(), done["creditsReturned"].as_i64()),
        (Some(0), Some(quoted - used))
    );
    assert!(used < quoted, "{used} of {quoted}");
    assert_eq!(asha.balance().await, (5_000 - used, 0));
    let all = items(&asha, id(&batch)).await;
    let failed = all.iter().find(|item| item["status"] == "failed").unwrap();
    assert_eq!(failed["error"]["code"], "content_refused");
    let made = all.iter().find(|item| item["status"] == "completed").unwrap();
    let run =
        asha.get(&format!("/api/generations/{}", made["generationId"].as_str().unwrap())).await.expect(200);
    assert_eq!((&run["batch"]["id"], &run["creditsUsed"]), (&batch["id"], &json!(0)));
    assert_eq!(run["batch"]["price"], made["price"]);
    // The price of trying again is shown first; another one is refused.
    let again = &done["retry"];
    assert_eq!(again["items"], 1);
    let path = format!("/api/batches/{}/retry", id(&batch));
    let refused = asha.post(&path, &json!({})).await.expect_problem(409, "quote_mismatch");
    assert_eq!(refused["credits"], again["credits"]);
    let retried = asha.post(&path, &json!({"credits": again["credits"]})).await.expect(202);
    assert_eq!(retried["creditsHeld"], again["credits"]);
    let done = asha
        .event_where(0, |kind, data| {
            kind == "batch.updated" && data["counts"]["completed"] == 3 && !data["completedAt"].is_null()
        })
        .await["data"]
        .clone();
    let all_used = done["creditsUsed"].as_i64().unwrap();
    assert_eq!(all_used, used + again["credits"].as_i64().unwrap());
    assert_eq!(asha.balance().await, (5_000 - all_used, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn many_prompts_are_not_tried_again_on_a_plan_without_them() {
    let (app, fal, asha) = with_fal().await;
    fal.script(Phase::Submit, [refusal()]);
    let batch = send(&asha, &prompts(&["a fox", "a hen"])).await;
    let done = closed(&asha, id(&batch)).await;
    assert_eq!(done["counts"]["failed"], 1, "{done:#}");
    let path = format!("/api/batches/{}/retry", id(&batch));
    let price = json!({"credits": done["retry"]["credits"]});
    let before = asha.balance().await;
    subscribe(&app, &asha, "free").await;
    asha.post(&path, &price).await.expect_problem(403, "plan_required");
    assert_eq!(asha.balance().await, before);
    subscribe(&app, &asha, "studio").await;
    asha.post(&path, &price).await.expect(202);
}

#[tokio::test]
async fn while_it_is_open_its_hold_covers_trying_again() {
    let (app, fal, asha) = with_fal().await;
    fal.script(Phase::Submit, [refusal()]);
    let stuck = Plan { stuck: true, ..Plan::default() };
    fal.plan(stuck);
    let batch = send(&asha, &prompts(&["a fox", "a hen"])).await;
    let held = batch["creditsHeld"].clone();
    let path = format!("/api/batches/{}", id(&batch));
    asha.event_where(0, |kind, data| kind == "batch.updated" && data["counts"]["failed"] == 1).await;
    let again = asha.post(&format!("{path}/retry"), &json!({})).await.expect(202);
    assert_eq!((&again["creditsHeld"], &again["counts"]["failed"]), (&held, &json!(0)));
    assert_eq!(asha.balance().await.1, held.as_i64().unwrap());
    // Both are under way at fal now; cancelling ends them and gives everything back.
    asha.event_where(0, |kind, data| kind == "batch.updated" && data["counts"]["processing"] == 2).await;
    let cancelled = asha.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["creditsUsed"]), (&json!("cancelled"), &json!(0)));
    assert_eq!(asha.balance().await, (5_000, 0));
    books_are_sound(&app).await;
}

#[tokio::test]
async fn one_item_or_all_can_be_cancelled() {
    let (app, fal, asha) = with_fal().await;
    fal.plan(Plan { stuck: true, ..Plan::default() });
    let many: Vec<String> = (0..80).map(|n| format!("a fox number {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let batch = send(&asha, &prompts(&many)).await;
    let path = format!("/api/batches/{}", id(&batch));
    // Only so many stand in line or run; the rest are no runs yet.
    let moving = asha
        .event_where(0, |kind, data| {
            kind == "batch.updated" && data["counts"]["waiting"] == 30 && data["counts"]["processing"] == 8
        })
        .await["data"]
        .clone();
    assert_eq!(moving["counts"]["queued"], 42);
    let running =
        items(&asha, id(&batch)).await.into_iter().find(|item| item["status"] == "processing").unwrap();
    let one = json!({"generationId": running["generationId"]});
    let ended = asha.post("/api/cancel-generation", &one).await.expect(200);
    assert_eq!(ended["status"], "cancelled");
    let view = asha.get(&path).await.expect(200);
    assert_eq!(
        (&view["batch"]["counts"]["cancelled"], &view["batch"]["status"]),
        (&json!(1), &json!("processing"))
    );
    assert_eq!(
        asha.balance().await.1,
        batch["creditsHeld"].as_i64().unwrap(),
        "the others are still covered"
    );
    let ended = asha.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert_eq!((&ended["counts"]["cancelled"], &ended["status"]), (&json!(80), &json!("cancelled")));
    assert_eq!(asha.balance().await, (5_000, 0));
    let again = asha.post(&format!("{path}/cancel"), &json!({})).await.expect(200);
    assert_eq!(again["version"], ended["version"]);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn models_are_compared_side_by_side() {
    let (app, _fal, asha) = with_fal().await;
    let flow = asha.get("/api/flows/text-to-image").await.expect(200);
    let models: Vec<_> =
        flow["options"]["models"].as_array().unwrap().iter().map(|model| model["id"].clone()).collect();
    assert_eq!(models.len(), 3, "{models:?}");
    let mut body = prompts(&["a fox"]);
    body["models"] = json!(models);
    let batch = send(&asha, &body).await;
    assert_eq!((&batch["kind"], &batch["counts"]["total"]), (&json!("compare"), &json!(3)));
    let done = closed(&asha, id(&batch)).await;
    assert_eq!(done["counts"]["completed"], 3, "{done:#}");
    let all = items(&asha, id(&batch)).await;
    let made_by: Vec<_> = all.iter().map(|item| item["modelId"].clone()).collect();
    assert_eq!(made_by, models);
    for item in &all {
        assert_eq!(item["seed"], all[0]["seed"], "what differs is the model");
        assert!(item["completedAt"].as_i64() >= item["startedAt"].as_i64());
        assert!(item["price"].as_str().unwrap().parse::<f64>().unwrap() > 0.0);
    }
    body["models"] = json!(["nobody"]);
    asha.post("/api/batches", &body).await.expect_problem(422, "invalid_input");
    books_are_sound(&app).await;
}

#[tokio::test]
async fn another_persons_picture_does_not_wait_for_a_batch_of_five_hundred() {
    let (app, fal, asha) = with_fal().await;
    let ravi = app.sign_up("ravi").await;
    super::subscribe(&app, &ravi, "studio").await;
    fal.plan(Plan { takes: Duration::from_millis(100), ..Plan::default() });
    let mut body = prompts(&["a fox"]);
    body["variations"] = json!(500);
    let batch = send(&asha, &body).await;
    asha.event_where(0, |kind, data| {
        kind == "batch.updated" && data["counts"]["completed"].as_i64() > Some(10)
    })
    .await;
    let run = ravi.trigger("a hen").await;
    let ended = ravi.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(ended["status"], "completed");
    // Counted in items, which no slow machine changes: at most two rounds of the eight workers began while
    // it waited.
    let waited = ended["createdAt"].as_i64()..=ended["startedAt"].as_i64();
    let all = items(&asha, id(&batch)).await;
    let before = all.iter().filter(|item| waited.contains(&item["startedAt"].as_i64())).count();
    assert!(before <= 2 * 8, "{before} items began before it");
    assert!(all.iter().filter(|item| item["status"] == "waiting").count() > 300);
    asha.post(&format!("/api/batches/{}/cancel", id(&batch)), &json!({})).await.expect(200);
    books_are_sound(&app).await;
}

#[tokio::test]
async fn many_items_do_not_flood_the_stream() {
    let (app, _fal, asha) = with_fal().await;
    let mut body = prompts(&["a fox"]);
    body["variations"] = json!(200);
    let batch = send(&asha, &body).await;
    let started = std::time::Instant::now();
    closed(&asha, id(&batch)).await;
    let told = app
        .app
        .db
        .read(|reader| {
            let sql = "SELECT kind, count(*) FROM events GROUP BY kind";
            reader.query(sql, server::params![], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))
        })
        .await
        .unwrap();
    let count = |kind: &str| told.iter().find(|(name, _)| name == kind).map_or(0, |(_, count)| *count);
    assert_eq!(count("generation.updated"), 0, "items are told of by their batch");
    let most = i64::try_from(started.elapsed().as_millis() / 500).unwrap() + 4;
    assert!(count("batch.updated") <= most, "{} events, {most} at most", count("batch.updated"));
    books_are_sound(&app).await;
}
