//! Runs of custom flows: priced whole, carried by the engine, pinned to their version.

use domain::plan::Plan as Subscription;
use serde_json::{Value, json};
use server::ledger;
use testkit::{
    TestApp,
    fal::{Phase, Plan, Trouble},
};

use super::{example, member, mistakes, one_picture, put_on, save, with_fal};

fn kettle(flow: &Value) -> Value {
    json!({"flowId": flow["id"], "inputData": {"subject": "A red kettle", "slogan": "Tea is ready.", "seconds": 3}})
}

fn step_field(run: &Value, field: &str) -> Vec<String> {
    let text = |step: &Value| step[field].as_str().unwrap_or_default().to_owned();
    run["steps"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn the_example_of_the_guide_runs_from_its_form_to_three_results() {
    let (app, fal) = with_fal().await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &json!(example())).await;
    assert_eq!((&flow["available"], &flow["custom"]["warnings"]), (&json!(true), &json!([])));
    let quote = asha.post("/api/quotes", &kettle(&flow)).await.expect(200);
    assert_eq!(quote["steps"].as_array().unwrap().len(), 3);
    assert_eq!(quote["steps"][1]["needs"], json!([0]));
    let mut order = kettle(&flow);
    order["quoteId"] = quote["id"].clone();
    let run = asha.post("/api/trigger-workflow", &order).await.expect(202);
    assert_eq!((&run["flowId"], &run["flowVersion"]), (&flow["id"], &json!(1)));
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!((&run["status"], &run["error"]), (&json!("completed"), &Value::Null), "{run:#}");
    assert_eq!(step_field(&run, "operation"), ["text_to_image", "image_to_video", "voiceover"]);
    let told = &run["steps"][0]["parameters"];
    assert_eq!(told["prompt"], "A red kettle, calm light, on a plain table");
    assert_eq!(
        (&run["steps"][1]["parameters"]["duration_seconds"], &told["aspect_ratio"]),
        (&json!(3), &json!("16:9"))
    );
    assert_eq!(run["outputAssets"].as_array().unwrap().len(), 3);
    assert_eq!(run["creditsUsed"], quote["credits"]);
    assert_eq!(run["inputData"]["fields"]["mood"], "calm", "defaults are part of what was asked");
    // The conversation says what was filled in, by the names people saw.
    let path = format!("/api/conversations/{}/messages", run["conversationId"].as_str().unwrap());
    let messages = asha.get(&path).await.expect(200);
    let words =
        messages["items"].as_array().unwrap().iter().find(|message| message["role"] == "user").unwrap();
    let said =
        "What it shows: A red kettle\nWhat the voice says: Tea is ready.\nMood: calm\nSeconds of the clip: 3";
    assert_eq!(words["text"], said);
    assert_eq!(fal.submits().iter().filter(|submit| submit.taken).count(), 3);
    let audit = app.app.db.read(ledger::audit).await.unwrap();
    assert!(audit.is_sound() && audit.held == 0, "{audit:?}");
}

#[tokio::test]
async fn a_run_keeps_its_version_while_a_new_one_is_saved() {
    let (app, fal) = with_fal().await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &json!(example())).await;
    let path = format!("/api/flows/{}", flow["id"].as_str().unwrap());
    let before = asha.post("/api/quotes", &kettle(&flow)).await.expect(200);
    fal.plan(Plan { stuck: true, ..Plan::default() });
    let run = asha.post("/api/trigger-workflow", &kettle(&flow)).await.expect(202);
    let id = run["id"].as_str().unwrap().to_owned();
    asha.event_where(0, |_, data| {
        data["id"] == id.as_str()
            && step_field(data, "status").iter().filter(|status| *status == "running").count() == 2
    })
    .await;
    // The next version has another second step, and no third.
    let next = example().replace("The camera moves slowly around it", "It spins");
    let next = &next[..next.find("[[steps]]\nid = \"voice\"").unwrap()];
    let changed = asha.put(&path, &json!({ "definition": next })).await.expect(200);
    assert_eq!(changed["custom"]["version"], 2);
    // A price of the version before does not bind for the new one.
    let mut order = kettle(&flow);
    order["quoteId"] = before["id"].clone();
    asha.post("/api/trigger-workflow", &order).await.expect_problem(409, "quote_mismatch");
    fal.plan(Plan::default());
    for submit in fal.submits() {
        fal.finish(&submit.request_id);
    }
    let ended = asha.ended(&id).await;
    assert_eq!((&ended["status"], &ended["flowVersion"]), (&json!("completed"), &json!(1)), "{ended:#}");
    assert_eq!(ended["steps"][1]["parameters"]["prompt"], "The camera moves slowly around it");
    assert_eq!(step_field(&ended, "status"), ["completed"; 3]);
    let second = asha.post("/api/trigger-workflow", &kettle(&flow)).await.expect(202);
    assert_eq!((&second["flowVersion"], second["steps"].as_array().unwrap().len()), (&json!(2), 2));
    asha.ended(second["id"].as_str().unwrap()).await;
}

#[tokio::test]
async fn what_does_not_fit_the_schema_is_named_by_its_field() {
    let app = TestApp::start().await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &one_picture("mine")).await;
    let ask = |input: Value| {
        let (asha, body) = (asha.clone(), json!({"flowId": flow["id"], "inputData": input}));
        async move { asha.post("/api/trigger-workflow", &body).await }
    };
    let problem = ask(json!({})).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("inputData.subject", "required")]);
    let problem =
        ask(json!({"subject": "x".repeat(101), "colour": 1})).await.expect_problem(422, "invalid_input");
    let mut found = mistakes(&problem);
    found.sort_unstable();
    assert_eq!(found, [("inputData.colour", "unknown_field"), ("inputData.subject", "too_long")]);
    // Blank words pass this schema, and not the step that they become; either way it is said at the field.
    ask(json!("a fox")).await.expect_problem(422, "invalid_input");
    assert_eq!(asha.balance().await, (50, 0));
}

#[tokio::test]
async fn a_repeat_is_the_same_run_also_after_the_flow_was_changed_and_archived() {
    let app = TestApp::start().await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &one_picture("mine")).await;
    let path = format!("/api/flows/{}", flow["id"].as_str().unwrap());
    let id = server::env::Env::system().new_id::<domain::id::kind::Generation>().to_string();
    let order = json!({"flowId": flow["id"], "inputData": {"subject": "a fox"}, "generationId": id});
    let first = asha.post("/api/trigger-workflow", &order).await.expect(202);
    let mut stricter = one_picture("mine");
    stricter["input"]["properties"]["subject"]["maxLength"] = json!(2);
    asha.put(&path, &json!({ "definition": stricter })).await.expect(200);
    let again = asha.post("/api/trigger-workflow", &order).await.expect(202);
    assert_eq!((&again["id"], &again["createdAt"]), (&first["id"], &first["createdAt"]));
    asha.delete(&path).await.expect(204);
    asha.post("/api/trigger-workflow", &order).await.expect(202);
    let other = json!({"flowId": flow["id"], "inputData": {"subject": "ox"}});
    asha.post("/api/trigger-workflow", &other).await.expect_problem(422, "operation_unavailable");
    // It stays readable, with its flow.
    asha.get(&format!("/api/generations/{id}")).await.expect(200);
    asha.get(&path).await.expect(200);
}

#[tokio::test]
async fn files_of_the_form_are_ones_own_results_of_the_right_kind() {
    let (app, fal) = with_fal().await;
    let (asha, ravi) = (member(&app, "asha").await, member(&app, "ravi").await);
    let animate = json!({
        "id": "animate", "name": "Animate",
        "input": {"type": "object", "required": ["photo"], "properties": {
            "photo": {"type": "string", "format": "asset", "contentMediaType": "image/*"}}},
        "steps": [{"id": "clip", "operation": "image_to_video", "inputs": ["input.photo"]}],
    });
    let theirs = ravi.trigger("a hen").await;
    let theirs = ravi.ended(theirs["id"].as_str().unwrap()).await;
    let own = asha.trigger("a fox").await;
    let own = asha.ended(own["id"].as_str().unwrap()).await;
    let flow = save(&asha, &animate).await;
    let order = |asset: &Value| json!({"flowId": flow["id"], "inputData": {"photo": asset}});
    for wrong in
        [&theirs["outputAssets"][0]["id"], &json!("nothing"), &json!("ast_01h455vb4pex5vsknk084sn02q")]
    {
        let problem = asha.post("/api/quotes", &order(wrong)).await.expect_problem(422, "invalid_input");
        assert_eq!(mistakes(&problem), [("inputData.photo", "not_found")]);
    }
    let run = asha.post("/api/trigger-workflow", &order(&own["outputAssets"][0]["id"])).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert!(fal.submits().iter().any(|submit| submit.endpoint.contains("kling")));
    let clip = &run["outputAssets"][0]["id"];
    let problem = asha.post("/api/quotes", &order(clip)).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("inputData.photo", "wrong_kind")]);
}

#[tokio::test]
async fn a_flow_that_left_the_plan_is_not_made_once_more_either() {
    let (app, fal) = with_fal().await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &one_picture("dawn")).await;
    let order = json!({"flowId": flow["id"], "inputData": {"subject": "A heron"}});
    let detail = json!([{"loc": ["body", "prompt"], "msg": "refused", "type": "content_policy_violation"}]);
    fal.script(Phase::Submit, [Trouble::answer(422, &json!({ "detail": detail }))]);
    let failed = asha.post("/api/trigger-workflow", &order).await.expect(202);
    let failed = asha.ended(failed["id"].as_str().unwrap()).await;
    assert_eq!(failed["status"], "failed", "{failed:#}");
    put_on(&app, &asha, Subscription::Creator).await;
    let path = format!("/api/generations/{}/retry", failed["id"].as_str().unwrap());
    for path in [&format!("{path}/quote"), &path] {
        let refused = asha.post(path, &json!({})).await.expect_problem(403, "plan_required");
        assert_eq!(refused["plan"], "studio", "{path}");
    }
    assert_eq!(asha.balance().await, (500, 0));

    put_on(&app, &asha, Subscription::Studio).await;
    let send = async || {
        let request = asha.request(reqwest::Method::POST, &path).header("Idempotency-Key", "again");
        asha.send(request.json(&json!({}))).await.expect(202)
    };
    let again = send().await;
    // What was accepted stays so, whatever plan its repeat finds.
    put_on(&app, &asha, Subscription::Free).await;
    assert_eq!(send().await["id"], again["id"]);
    let again = asha.ended(again["id"].as_str().unwrap()).await;
    assert_eq!(again["status"], "completed", "{again:#}");
}
