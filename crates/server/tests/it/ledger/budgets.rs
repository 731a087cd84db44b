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
    let change = json!({"scope": "workspace", "cap": 3, "aheadMinutes": 330});
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
    let none = json!({"scope": "workspace", "cap": null, "aheadMinutes": 330});
    assert_eq!(asha.put("/api/credits/budgets", &none).await.expect(200), json!([]));
    asha.trigger("five").await;
}

async fn set(person: &testkit::Person, scope: &str, cap: Option<i64>) -> serde_json::Value {
    let change = json!({"scope": scope, "cap": cap, "aheadMinutes": 0});
    person.put("/api/credits/budgets", &change).await.expect(200)
}

#[tokio::test]
async fn where_several_hold_all_have_to_allow_it_and_the_refusal_names_which_did_not() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    set(&asha, "member", Some(1)).await;
    let both = set(&asha, "workspace", Some(2)).await;
    assert_eq!((&both[0]["scope"], &both[1]["scope"]), (&json!("workspace"), &json!("member")));
    let run = asha.trigger("one").await;
    let refused = async || asha.post("/api/trigger-workflow", &body("another")).await;
    let problem = refused().await.expect_problem(402, "budget_reached");
    assert_eq!((&problem["scope"], &problem["cap"]), (&json!("member"), &json!(1)));
    assert!(problem["detail"].as_str().unwrap().contains("your own budget of 1"), "{problem:#}");
    // What is given back is given back to both.
    asha.post("/api/cancel-generation", &json!({"generationId": run["id"]})).await.expect(200);
    let both = asha.get("/api/credits/budgets").await.expect(200);
    assert_eq!((&both[0]["spent"], &both[1]["spent"]), (&json!(0), &json!(0)));
    // The widest that does not allow it is named, and one that was taken away allows everything.
    set(&asha, "workspace", Some(0)).await;
    assert_eq!(refused().await.expect_problem(402, "budget_reached")["scope"], "workspace");
    assert_eq!(set(&asha, "workspace", None).await.as_array().unwrap().len(), 1);
    asha.trigger("two").await;
    assert_eq!(refused().await.expect_problem(402, "budget_reached")["scope"], "member");
    set(&asha, "member", None).await;
    asha.trigger("three").await;
    // Somebody else's budget is none of theirs.
    let ravi = app.sign_up("ravi").await;
    assert_eq!(ravi.get("/api/credits/budgets").await.expect(200), json!([]));
    for (wrong, status, code) in [
        (json!({"scope": "workspace", "cap": -1, "aheadMinutes": 0}), 422, "invalid_input"),
        (json!({"scope": "member", "cap": 1, "aheadMinutes": 900}), 422, "invalid_input"),
        (json!({"scope": "project", "cap": 1, "aheadMinutes": 0}), 400, "invalid_json"),
    ] {
        asha.put("/api/credits/budgets", &wrong).await.expect_problem(status, code);
    }
}

#[tokio::test]
async fn at_eighty_percent_the_workspace_is_told_once() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let change = json!({"scope": "workspace", "cap": 5, "aheadMinutes": 330});
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
