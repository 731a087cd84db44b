//! Requests planned by a language model: its plan runs, its trouble does not.

mod binding;
mod trouble;

use providers::http::Secret;
use serde_json::{Value, json};
use server::{
    config::Config,
    platform::db::{Param, Row},
};
use testkit::{
    Person, TestApp,
    language::{Answer, FakeLanguageModel, Vendor},
};

/// What nobody but the vendor may ever read.
const KEY: &str = "key-of-the-operator";
/// Words that the router plans by itself, as one picture.
const WORDS: &str = "a fox in snow";

/// Settings that make the fake read requests; prices are made up.
fn read_by(fake: &FakeLanguageModel) -> impl FnOnce(&mut Config) + use<> {
    let (vendor, address) = (fake.vendor.id().to_owned(), fake.base_url());
    move |config| {
        config.language_model.provider = vendor;
        config.language_model.model = "fake-model".to_owned();
        config.language_model.base_url = address;
        config.language_model.keys = vec![Secret::new(KEY)];
        config.language_model.input_usd_micros_per_million_tokens = 300_000;
        config.language_model.output_usd_micros_per_million_tokens = 2_500_000;
        config.credits.sign_up_grant = 500;
    }
}

/// A picture of these words, in this style.
fn picture(words: &str, style: &str) -> Answer {
    Answer::call("GeminiT2I", json!({ "prompt": words, "style": style }))
}

fn request(words: &str) -> Value {
    json!({ "flowId": "producer-agent-beta", "inputData": { "prompt": words } })
}

async fn order(person: &Person, words: &str) -> Value {
    person.post("/api/trigger-workflow", &request(words)).await.expect(202)
}

fn prompt(run: &Value) -> &Value {
    &run["steps"][0]["parameters"]["prompt"]
}

/// What the agent considered before this run.
async fn transcript(app: &TestApp, run: &Value) -> Value {
    let id = run["id"].as_str().unwrap().to_owned();
    let text: Option<String> = app
        .app
        .db
        .read(|reader| {
            let sql = "SELECT transcript FROM generations WHERE id = $1";
            reader.query_opt(sql, &[Param::from(&id)], |row: &Row<'_>| row.get(0))
        })
        .await
        .unwrap();
    serde_json::from_str(&text.unwrap()).unwrap()
}

#[tokio::test]
async fn every_vendors_model_routes_and_plans_and_its_cost_is_on_record() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        let route = Answer::call("route_to", json!({ "agent": "i2i", "request": WORDS }));
        fake.script([route, picture("a fox in deep snow", "oil-painting")]);
        let app = TestApp::start_with(read_by(&fake)).await;
        let asha = app.sign_up("asha").await;
        let run = order(&asha, WORDS).await;
        assert_eq!(prompt(&run), "a fox in deep snow", "{vendor:?}");
        assert_eq!((&run["creditsHeld"], &run["inputData"]["style"]), (&json!(3), &json!("oil-painting")));
        let told = transcript(&app, &run).await;
        assert_eq!(told["agent"], "i2i");
        let model = &told["model"];
        assert_eq!((&model["provider"], &model["model"]), (&json!(vendor.id()), &json!("fake-model")));
        assert_eq!((&model["inputTokens"], &model["outputTokens"]), (&json!(2_000), &json!(100)));
        // 2,000 tokens at 0.30 and 100 at 2.50 dollars a million.
        assert_eq!((&model["costUsdMicros"], &model["fellBack"]), (&json!(850), &Value::Null));
        let days = app.app.db.read(|reader| server::planning::spending::days(reader, 5)).await.unwrap();
        assert_eq!(days.len(), 1);
        assert_eq!((days[0].requests, days[0].fell_back, days[0].cost_usd_micros), (1, 0, 850));
    }
}

#[tokio::test]
async fn a_correction_is_taken_by_every_vendor() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.script([
            Answer::call("paint", json!({ "prompt": "a fox" })),
            picture("a corrected fox", "natural"),
        ]);
        let app = TestApp::start_with(read_by(&fake)).await;
        let asha = app.sign_up("asha").await;
        assert_eq!(prompt(&order(&asha, WORDS).await), "a corrected fox", "{vendor:?}");
        assert_eq!(fake.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_question_of_the_model_is_asked_and_nothing_is_held() {
    let fake = FakeLanguageModel::start(Vendor::Anthropic).await;
    fake.otherwise(Answer::words("What shall we make?"));
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    let problem =
        asha.post("/api/trigger-workflow", &request("hello")).await.expect_problem(422, "needs_answer");
    assert_eq!(problem["question"], "What shall we make?");
    assert_eq!(asha.balance().await, (500, 0));
    // It was asked and is on record, although there is no run.
    let days = app.app.db.read(|reader| server::planning::spending::days(reader, 5)).await.unwrap();
    assert_eq!((days[0].requests, days[0].input_tokens), (1, 1_000));
}

#[tokio::test]
async fn a_repeat_is_answered_without_asking_again() {
    let fake = FakeLanguageModel::start(Vendor::Gemini).await;
    fake.otherwise(picture("a red fox", "natural"));
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    let mut body = request(WORDS);
    body["generationId"] = json!(app.app.env.new_id::<domain::id::kind::Generation>().to_string());
    let first = asha.post("/api/trigger-workflow", &body).await.expect(202);
    fake.otherwise(picture("a blue hen", "natural"));
    assert_eq!(asha.post("/api/trigger-workflow", &body).await.expect(202), first);
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn flows_without_an_agent_ask_no_model() {
    let fake = FakeLanguageModel::start(Vendor::Gemini).await;
    let app = TestApp::start_with(read_by(&fake)).await;
    app.sign_up("asha").await.trigger("a fox").await;
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn the_command_line_evaluates_the_model_and_checks_its_settings() {
    let fake = FakeLanguageModel::start(Vendor::Ollama).await;
    fake.otherwise(picture("a fox", "natural"));
    let marty = async |arguments: &'static [&'static str], model: &'static str| {
        let address = fake.base_url();
        let command = move || {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_marty"));
            command.args(arguments).env("MARTY_LANGUAGE_MODEL__PROVIDER", "ollama");
            command.env("MARTY_LANGUAGE_MODEL__MODEL", model).env("MARTY_LANGUAGE_MODEL__BASE_URL", address);
            command.output().unwrap()
        };
        let output = tokio::task::spawn_blocking(command).await.unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let evaluate = &["agents", "evaluate", "--set", "development", "--language-model", "--first", "3"];
    let (fine, text, errors) = marty(evaluate, "fake-model").await;
    assert!(fine, "{errors}");
    assert!(
        text.contains("of    3") && text.contains("3 questions, 3000 tokens read, 150 written"),
        "{text}"
    );
    assert_eq!(fake.asked().len(), 3);
    let (fine, text, _) = marty(&["check-config"], "fake-model").await;
    assert!(fine && text.contains("fake-model (ollama at 127.0.0.1)"), "{text}");
    let (fine, _, errors) = marty(&["check-config"], "").await;
    assert!(!fine && errors.contains("language_model.model: "), "{errors}");
}
