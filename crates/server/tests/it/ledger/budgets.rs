//! Budgets: they stop a run before anything is set aside, and count what was not given back.

use serde_json::json;
use testkit::TestApp;

fn body(prompt: &str) -> serde_json::Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": prompt, "seed": 7}})
}

#[tokio::test]
async fn a_month_costs_no_more_than_its_budget() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    asha.trigger("before there was a budget").await;
    assert_eq!(asha.get("/api/credits/budgets").await.expect(200), json!([]));
    let change = json!({"workspace": 3, "me": null, "aheadMinutes": 330});
    let set = asha.put("/api/credits/budgets", &change).await.expect(200);
    // What this month has cost so far is counted.
    assert_eq!((&set[0]["spent"], &set[0]["state"]), (&json!(1), &json!("fine")));
    let run = asha.trigger("two").await;
    asha.trigger("three").await;
    let balance = asha.get("/api/credits/balance").await.expect(200);
    assert_eq!(
        (&balance["budgets"][0]["spent"], &balance["budgets"][0]["state"]),
        (&json!(3), &json!("reached"))
    );
    let problem =
        asha.post("/api/trigger-workflow", &body("four")).await.expect_problem(402, "budget_reached");
    assert_eq!((&problem["spent"], &problem["cap"], &problem["needed"]), (&json!(3), &json!(3), &json!(1)));
    assert_eq!(asha.balance().await, (47, 3));
    // What is given back may be spent again.
    asha.post("/api/cancel-generation", &json!({"generationId": run["id"]})).await.expect(200);
    assert_eq!(asha.get("/api/credits/budgets").await.expect(200)[0]["spent"], 2);
    asha.trigger("four").await;
    // A batch is no way around it.
    let item = json!({"inputData": {"prompt": "a fox"}});
    let batch = json!({"flowId": "text-to-image", "items": [item], "variations": 4});
    asha.post("/api/batches", &batch).await.expect_problem(402, "budget_reached");
    let none = json!({"workspace": null, "me": null, "aheadMinutes": 330});
    assert_eq!(asha.put("/api/credits/budgets", &none).await.expect(200), json!([]));
    asha.trigger("five").await;
}

#[tokio::test]
async fn ones_own_budget_holds_too_and_nonsense_is_refused() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let own = json!({"workspace": 100, "me": 1, "aheadMinutes": 0});
    let set = asha.put("/api/credits/budgets", &own).await.expect(200);
    assert_eq!((&set[0]["whose"], &set[1]["whose"]), (&json!("workspace"), &json!("me")));
    asha.trigger("one").await;
    let problem =
        asha.post("/api/trigger-workflow", &body("two")).await.expect_problem(402, "budget_reached");
    assert_eq!(problem["own"], true);
    for wrong in [
        json!({"workspace": -1, "me": null, "aheadMinutes": 0}),
        json!({"workspace": 1, "me": null, "aheadMinutes": 900}),
    ] {
        asha.put("/api/credits/budgets", &wrong).await.expect_problem(422, "invalid_input");
    }
}

#[tokio::test]
async fn at_eighty_percent_the_workspace_is_told_once() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let change = json!({"workspace": 5, "me": null, "aheadMinutes": 330});
    asha.put("/api/credits/budgets", &change).await.expect(200);
    for prompt in ["one", "two", "three"] {
        asha.trigger(prompt).await;
    }
    assert_eq!(asha.get("/api/notices").await.expect(200)["items"], json!([]));
    let fourth = asha.trigger("four").await;
    let told = asha.event_where(0, |kind, _| kind == "notice.posted").await;
    assert_eq!((&told["data"]["kind"], &told["data"]["link"]), (&json!("budget"), &json!("/billing")));
    assert!(told["data"]["detail"].as_str().unwrap().starts_with("4 of 5 credits"), "{told}");
    // Given back and used again: it was said.
    asha.post("/api/cancel-generation", &json!({"generationId": fourth["id"]})).await.expect(200);
    asha.trigger("five").await;
    asha.trigger("six").await;
    assert_eq!(asha.get("/api/notices").await.expect(200)["items"].as_array().unwrap().len(), 1);
}
