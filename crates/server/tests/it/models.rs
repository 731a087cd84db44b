//! Models: `marty models` against vendors that answer, refuse or are gone, and the choice of a model.

use serde_json::{Value, json};
use testkit::{
    TestApp,
    fal::{FakeFal, Phase, Trouble},
    fal_catalog,
};

/// Runs the command with fal's keys at this address.
async fn marty(command: &'static str, address: &str, keys: &'static str) -> (bool, String, String) {
    let (dir, address) = (tempfile::TempDir::new().unwrap(), address.to_owned());
    let run = move || {
        let mut marty = std::process::Command::new(env!("CARGO_BIN_EXE_marty"));
        marty.args(["models", command, "--data-dir"]).arg(dir.path());
        marty.env("MARTY_FAL__KEYS", keys).env("MARTY_FAL__ALLOW_PRIVATE_ADDRESSES", "true");
        marty.env("MARTY_FAL__QUEUE_URL", &address).env("MARTY_FAL__REST_URL", &address);
        marty.output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[tokio::test]
async fn the_list_says_what_is_offered_and_what_it_costs() {
    let (fine, text, errors) = marty("list", "http://127.0.0.1:9", r#"["key-of-the-operator"]"#).await;
    assert!(fine, "{errors}");
    let line = |model: &str| text.lines().find(|line| line.contains(model)).unwrap_or_default();
    assert!(line(" local-studio-scene ").contains("free"), "{text}");
    // Two begun megapixels at a third of a cent, doubled: two credits.
    let schnell = line(" fal-flux-schnell ");
    assert!(schnell.contains("      2  ") && schnell.contains("$0.003 a megapixel"), "{schnell}");
    assert!(line(" fal-codeformer ").contains("not offered: What it costs is not known"), "{text}");
    assert!(
        text.contains("Look at fal-kling-2.5-turbo-pro (text_to_video): a typical simple result costs 70")
    );
    assert!(text.contains("Nobody here does: "), "{text}");
}

#[tokio::test]
async fn every_key_is_asked_once_and_nothing_is_made() {
    let fake = FakeFal::start().await;
    fake.revoke("revoked-key-0002");
    let keys = r#"["working-key-0001", "revoked-key-0002"]"#;
    let (fine, text, errors) = marty("check", &fake.address, keys).await;
    assert!(!fine && errors.contains("one key does not work"), "{errors}");
    let line = |key: &str| text.lines().find(|line| line.contains(key)).unwrap_or_default();
    assert!(line("…0001").contains("works"), "{text}");
    assert!(line("…0002").contains("DOES NOT WORK"), "{text}");
    assert!(line("local").contains("works"), "{text}");
    assert!(fake.submits().is_empty());
    assert!(!text.contains("working-key") && !text.contains("revoked-key"), "a key was printed: {text}");

    let (fine, _, errors) = marty("check", &fake.address, r#"["working-key-0001"]"#).await;
    assert!(fine, "{errors}");
    fake.go_down().await;
    let (fine, text, _) = marty("check", &fake.address, r#"["working-key-0001"]"#).await;
    assert!(!fine && text.contains("cannot be reached"), "{text}");
}

async fn with_fal() -> (TestApp, FakeFal) {
    let fake = FakeFal::start().await;
    let app = TestApp::start_with(|config| {
        config.workers.count = 4;
        fal_catalog::use_fal(config, &fake, 60_000);
    })
    .await;
    (app, fake)
}

fn wanting(model: Value) -> Value {
    json!({"flowId": "text-to-image", "inputData": {"prompt": "a fox", "model": model}})
}

#[tokio::test]
async fn who_does_it_can_be_chosen_by_name_or_by_what_matters() {
    let (app, _fake) = with_fal().await;
    let asha = app.sign_up("asha").await;
    for (wanted, gets) in [
        (json!("auto"), "fal-flux-schnell"),
        (Value::Null, "fal-flux-schnell"),
        (json!("quality"), "fal-flux-schnell"),
        // One second against two of the local studio; of two equals the better one.
        (json!("speed"), "fal-flux-schnell"),
        (json!("cost"), "local-studio-scene"),
        (json!("fal-flux-dev"), "fal-flux-dev"),
        (json!("local-studio-scene"), "local-studio-scene"),
    ] {
        let quote = asha.post("/api/quotes", &wanting(wanted.clone())).await.expect(200);
        assert_eq!(quote["model"]["id"], gets, "{wanted}");
    }
    for wrong in [json!("fal-flux-pro"), json!("fal-esrgan"), json!(7), json!("")] {
        let problem = asha.post("/api/quotes", &wanting(wrong.clone())).await.expect(422);
        assert_eq!(problem["errors"][0]["path"], "inputData.model", "{wrong}");
    }
}

#[tokio::test]
async fn a_chosen_model_runs_is_told_and_another_takes_over_when_it_cannot() {
    let (app, fake) = with_fal().await;
    let asha = app.sign_up("asha").await;
    let run = asha.post("/api/trigger-workflow", &wanting(json!("fal-flux-dev"))).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(
        (&run["status"], &run["steps"][0]["model"]["id"]),
        (&json!("completed"), &json!("fal-flux-dev"))
    );
    assert_eq!(run["inputData"]["model"], "fal-flux-dev");
    // Its own words win over the styles of another model.
    let styled = json!({"flowId": "text-to-image",
        "inputData": {"prompt": "a fox", "model": "fal-flux-dev", "style": "oil-painting"}});
    asha.post("/api/quotes", &styled).await.expect(422);
    fake.script(Phase::Submit, (0..4).map(|_| Trouble::answer(503, &json!({"detail": "busy"}))));
    let run = asha.post("/api/trigger-workflow", &wanting(json!("fal-flux-dev"))).await.expect(202);
    let run = asha.ended(run["id"].as_str().unwrap()).await;
    assert_eq!(run["status"], "completed", "{run:#}");
    assert_ne!(run["steps"][0]["model"]["id"], "fal-flux-dev");
}

#[tokio::test]
async fn the_flow_lists_its_models_with_price_and_time() {
    let (app, _fake) = with_fal().await;
    let asha = app.sign_up("asha").await;
    let flow = asha.get("/api/flows/text-to-image").await.expect(200);
    let models = flow["options"]["models"].as_array().unwrap();
    let seen: Vec<_> = models.iter().map(|model| (&model["id"], &model["creditsFrom"])).collect();
    let one = json!(1);
    let ids = [json!("fal-flux-schnell"), json!("fal-flux-dev"), json!("local-studio-scene")];
    assert_eq!(seen, ids.iter().map(|id| (id, &one)).collect::<Vec<_>>());
    assert_eq!(models[0]["firstBy"], json!(["quality", "speed"]));
    assert_eq!(models[2]["firstBy"], json!(["cost"]));
    assert!(models[2]["styles"].as_array().unwrap().contains(&json!("oil-painting")));
    assert!(models.iter().all(|model| model["expectedMs"].as_i64().unwrap() > 0));
}
