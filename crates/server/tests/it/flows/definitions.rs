//! Saving, seeing and archiving.

use domain::plan::Plan;
use serde_json::{Value, json};
use testkit::{Person, TestApp};

use super::{example, member, mistakes, one_picture, put_on, save};

async fn listed(person: &Person) -> Vec<String> {
    let flows = person.get("/api/flows").await.expect(200);
    let custom = flows["items"].as_array().unwrap().iter().filter(|flow| !flow["custom"].is_null());
    custom.map(|flow| flow["custom"]["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_flow_is_saved_seen_changed_and_archived() {
    let app = TestApp::start_with(|config| config.local_studio.enabled = false).await;
    let asha = member(&app, "asha").await;
    let flow = save(&asha, &json!(example())).await;
    let id = flow["id"].as_str().unwrap();
    assert!(id.starts_with("flw_"), "{flow:#}");
    assert_eq!((&flow["category"], &flow["custom"]["version"]), (&json!("yours"), &json!(1)));
    let fields: Vec<_> =
        flow["custom"]["fields"].as_array().unwrap().iter().map(|field| &field["name"]).collect();
    assert_eq!(fields, ["subject", "slogan", "mood", "seconds"]);
    assert_eq!(flow["custom"]["steps"][1]["needs"], json!(["picture"]));
    // Nobody makes anything here: that is a warning now, and the flow says that it cannot be run.
    assert_eq!(flow["available"], false);
    assert_eq!(flow["custom"]["warnings"][0]["code"], "unavailable");
    assert_eq!(listed(&asha).await, ["product-teaser"]);

    let path = format!("/api/flows/{id}");
    let same = asha.put(&path, &json!({"definition": example()})).await.expect(200);
    assert_eq!(same["custom"]["version"], 1, "the same definition again changes nothing");
    let better = example().replace("warm female", "calm male");
    let changed = asha.put(&path, &json!({ "definition": better })).await.expect(200);
    assert_eq!(changed["custom"]["version"], 2);
    let versions = asha.get(&format!("{path}/versions")).await.expect(200);
    let numbers: Vec<_> = versions["items"].as_array().unwrap().iter().map(|one| &one["version"]).collect();
    assert_eq!(numbers, [2, 1]);
    let page = asha.get(&format!("{path}/versions?limit=1")).await.expect(200);
    let rest = asha.get(&format!("{path}/versions?cursor={}", page["nextCursor"].as_str().unwrap())).await;
    assert_eq!(rest.expect(200)["items"][0]["version"], 1);
    let first = asha.get(&format!("{path}/versions/1")).await.expect(200);
    assert_eq!(first["source"], json!(example()), "as it was written");
    asha.get(&format!("{path}/versions/3")).await.expect_problem(404, "unknown_flow");

    asha.delete(&path).await.expect(204);
    assert_eq!(listed(&asha).await, Vec::<String>::new());
    let archived = asha.get(&path).await.expect(200);
    assert_eq!((&archived["available"], archived["custom"]["archivedAt"].is_i64()), (&json!(false), true));
    asha.put(&path, &json!({ "definition": better })).await.expect_problem(404, "unknown_flow");
    asha.delete(&path).await.expect_problem(404, "unknown_flow");
    // Its name is free again.
    save(&asha, &json!(example())).await;
}

#[tokio::test]
async fn every_mistake_is_named_at_once_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let asha = member(&app, "asha").await;
    let mut wrong = one_picture("text-to-image");
    wrong["input"]["properties"]["subject"]["type"] = json!("strung");
    wrong["input"]["properties"]["other"] = json!({"$ref": "https://example.test/schema.json"});
    wrong["steps"][0]["parameters"] = json!({"quality": "best", "sparkle": 1, "seed": "{{ input.colour }}"});
    wrong["steps"][0]["inputs"] = json!(["steps.nothing"]);
    let body = json!({ "definition": wrong });
    let problem = asha.post("/api/flows", &body).await.expect_problem(422, "invalid_input");
    let expected = [
        ("input.properties.other.$ref", "outside_reference"),
        ("steps[0].inputs[0]", "unknown_step"),
        ("steps[0].inputs", "too_many"),
        ("steps[0].parameters.prompt", "required"),
        ("steps[0].parameters.quality", "out_of_limits"),
        ("steps[0].parameters.seed", "unknown_input"),
        ("steps[0].parameters.sparkle", "unknown_parameter"),
    ];
    assert_eq!(mistakes(&problem), expected);
    let checked = asha.post("/api/flows/check", &body).await.expect(200);
    assert_eq!(mistakes(&checked), expected);
    // Without the reference, which is not even looked at, the schema itself is checked.
    wrong["input"]["properties"]["other"] = json!({"type": "string"});
    let problem =
        asha.post("/api/flows", &json!({ "definition": wrong })).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem)[0], ("input.properties.subject.type", "schema"));

    let saved = |definition: Value| {
        let asha = asha.clone();
        async move { asha.post("/api/flows", &json!({ "definition": definition })).await }
    };
    let problem = saved(json!("id = \"a\"\nname = ")).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("line 2, column 8", "syntax")]);
    let problem = saved(one_picture("text-to-image")).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("id", "duplicate")]);
    saved(json!("x".repeat(300 * 1024))).await.expect_problem(422, "invalid_input");
    saved(json!("x".repeat(600 * 1024))).await.expect_problem(413, "body_too_large");
    assert_eq!(listed(&asha).await, Vec::<String>::new());
    saved(one_picture("mine")).await.expect(201);
    let problem = saved(one_picture("mine")).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("id", "duplicate")]);
}

#[tokio::test]
async fn another_workspaces_flow_looks_like_none() {
    let app = TestApp::start().await;
    let (asha, ravi) = (member(&app, "asha").await, member(&app, "ravi").await);
    let flow = save(&asha, &one_picture("mine")).await;
    let id = flow["id"].as_str().unwrap();
    let path = format!("/api/flows/{id}");
    for stranger in [&ravi, &app.stranger()] {
        stranger.get(&path).await.expect_problem(404, "unknown_flow");
        assert_eq!(listed(stranger).await, Vec::<String>::new());
    }
    ravi.put(&path, &json!({"definition": one_picture("mine")})).await.expect_problem(404, "unknown_flow");
    ravi.delete(&path).await.expect_problem(404, "unknown_flow");
    ravi.get(&format!("{path}/versions")).await.expect_problem(404, "unknown_flow");
    ravi.get(&format!("{path}/versions/1")).await.expect_problem(404, "unknown_flow");
    for name in [id, "mine"] {
        let order = json!({"flowId": name, "inputData": {"subject": "a fox"}});
        ravi.post("/api/quotes", &order).await.expect_problem(404, "unknown_flow");
        ravi.post("/api/trigger-workflow", &order).await.expect_problem(404, "unknown_flow");
    }
    // The same name is theirs to use.
    save(&ravi, &one_picture("mine")).await;
    assert_eq!(listed(&asha).await, ["mine"]);
}

#[tokio::test]
async fn other_plans_are_told_which_one_it_takes() {
    let app = TestApp::start().await;
    let asha = app.sign_up("asha").await;
    let body = json!({"definition": one_picture("mine")});
    let problem = asha.post("/api/flows", &body).await.expect_problem(403, "plan_required");
    assert!(problem["detail"].as_str().unwrap().contains("Studio"), "{problem}");
    assert_eq!(problem["plan"], "studio");
    asha.post("/api/flows/check", &body).await.expect(200);
    put_on(&app, &asha, Plan::Studio).await;
    let flow = save(&asha, &one_picture("mine")).await;
    // After a change of plan it can be seen and archived, not run or changed.
    put_on(&app, &asha, Plan::Creator).await;
    let order = json!({"flowId": flow["id"], "inputData": {"subject": "a fox"}});
    asha.post("/api/quotes", &order).await.expect_problem(403, "plan_required");
    let path = format!("/api/flows/{}", flow["id"].as_str().unwrap());
    asha.put(&path, &body).await.expect_problem(403, "plan_required");
    asha.get(&path).await.expect(200);
    asha.delete(&path).await.expect(204);
}

#[tokio::test]
async fn administrators_make_flows_for_everybody() {
    let app = TestApp::start().await;
    let (asha, ravi) = (member(&app, "asha").await, app.sign_up("ravi").await);
    let body = json!({"definition": one_picture("for-all"), "installation": true});
    let problem = asha.post("/api/flows", &body).await.expect_problem(422, "invalid_input");
    assert_eq!(mistakes(&problem), [("installation", "not_allowed")]);
    let admin = administrator(&app).await;
    let flow = admin.post("/api/flows", &body).await.expect(201);
    assert_eq!(flow["custom"]["scope"], "installation");
    assert_eq!(listed(&ravi).await, ["for-all"]);
    // By its name too, and on the free plan: it says `free` itself.
    let order = json!({"flowId": "for-all", "inputData": {"subject": "a fox"}});
    let quote = ravi.post("/api/quotes", &order).await.expect(200);
    assert_eq!(quote["flowId"], flow["id"]);
    let path = format!("/api/flows/{}", flow["id"].as_str().unwrap());
    asha.delete(&path).await.expect_problem(422, "invalid_input");
    admin.delete(&path).await.expect(204);
    assert_eq!(listed(&ravi).await, Vec::<String>::new());
}

async fn administrator(app: &TestApp) -> Person {
    let email = "admin@example.test";
    server::auth::create_account(&app.app, email, testkit::PASSWORD, None, server::account::Role::Admin)
        .await
        .unwrap();
    let mut admin = app.stranger();
    let answer =
        admin.post("/api/auth/sign-in", &json!({"email": email, "password": testkit::PASSWORD})).await;
    admin.keep_session(&answer);
    admin.csrf_token = answer.expect(200)["csrfToken"].as_str().map(str::to_owned);
    admin
}
