//! Whatever the model does, the run is made: the router plans it.

use std::io::Write;

use testkit::language::OUTPUT_TOKENS;

use super::*;

/// Orders [`WORDS`] from a model that does this, and answers the account of the run.
async fn account_of(answers: Vec<Answer>, vendor: Vendor) -> Value {
    let fake = FakeLanguageModel::start(vendor).await;
    let what = format!("{answers:?}");
    fake.script(answers);
    fake.otherwise(Answer::Fails);
    let settings = read_by(&fake);
    let app = TestApp::start_with(|config| {
        settings(config);
        config.language_model.seconds = 1;
    })
    .await;
    let asha = app.sign_up("asha").await;
    let run = order(&asha, WORDS).await;
    assert_eq!(prompt(&run), WORDS, "{what}");
    assert_eq!(run["status"], "queued", "{what}");
    let told = transcript(&app, &run).await;
    let turns = told["turns"].to_string();
    assert!(turns.contains("the router decides"), "{what}: {turns}");
    assert!(!turns.contains(KEY), "{what}: {turns}");
    told["model"].clone()
}

#[tokio::test]
async fn every_fault_falls_back_to_the_router() {
    let wrong = || Answer::call("GeminiT2I", json!({ "prompt": "" }));
    let cases = [
        (vec![Answer::Garbage], "failed"),
        (vec![Answer::RateLimited(Some(7))], "failed"),
        (vec![Answer::Fails], "failed"),
        (vec![Answer::CutBody], "failed"),
        (vec![Answer::SafetyBlock], "failed"),
        (vec![Answer::ContextOverflow], "failed"),
        (vec![Answer::Silence], "timed_out"),
        (vec![Answer::words("")], "empty"),
        (vec![Answer::words("Which fox?"), Answer::words("Which snow?")], "no_call"),
        (vec![Answer::call("paint", json!({})), Answer::call("sketch", json!({}))], "unknown_tool"),
        (vec![wrong(), wrong()], "loop"),
        (vec![wrong(), Answer::call("GeminiT2I", json!({ "prompt": 7 }))], "arguments"),
    ];
    for vendor in [Vendor::OpenAi, Vendor::Gemini] {
        for (answers, reason) in cases.clone() {
            let what = format!("{vendor:?} {answers:?}");
            assert_eq!(account_of(answers, vendor).await["fellBack"], reason, "{what}");
        }
    }
}

#[tokio::test]
async fn tokens_of_answers_that_were_of_no_use_are_paid_too() {
    let account = account_of(vec![Answer::SafetyBlock], Vendor::Anthropic).await;
    assert_eq!((&account["inputTokens"], &account["outputTokens"]), (&json!(1_000), &json!(OUTPUT_TOKENS)));
}

#[tokio::test]
async fn answers_together_take_no_longer_than_the_limit() {
    let late = std::time::Duration::from_millis(600);
    let late = |answer| Answer::Late(late, Box::new(answer));
    let account = account_of(
        vec![late(Answer::call("paint", json!({}))), late(picture("late", "natural"))],
        Vendor::Ollama,
    )
    .await;
    assert_eq!((&account["fellBack"], &account["questions"]), (&json!("timed_out"), &json!(2)));
    let took = account["tookMs"].as_i64().unwrap();
    assert!((1_000..2_000).contains(&took), "{took} ms");
}

#[tokio::test]
async fn an_open_breaker_leaves_it_to_the_router_at_once() {
    let fake = FakeLanguageModel::start(Vendor::OpenAi).await;
    fake.revoke(KEY);
    let app = TestApp::start_with(read_by(&fake)).await;
    let asha = app.sign_up("asha").await;
    for words in ["a fox in snow", "a hen in snow", "an owl in snow"] {
        assert_eq!(prompt(&order(&asha, words).await), words);
    }
    assert_eq!(fake.asked().len(), 1, "a key that was refused is not asked again");
    let keys = app.app.brain.as_ref().unwrap().keys();
    assert_eq!(keys[0].breaker.state, providers::breaker::StateName::Open);
}

#[tokio::test]
async fn beyond_its_allowance_a_workspace_is_read_by_the_router() {
    let fake = FakeLanguageModel::start(Vendor::Gemini).await;
    fake.otherwise(picture("as the model says", "natural"));
    let settings = read_by(&fake);
    let app = TestApp::start_with(|config| {
        settings(config);
        config.limits.enabled = true;
        config.limits.model_requests_per_minute = 1;
    })
    .await;
    let (asha, ravi) = (app.sign_up("asha").await, app.sign_up("ravi").await);
    assert_eq!(prompt(&order(&asha, WORDS).await), "as the model says");
    assert_eq!(prompt(&order(&asha, WORDS).await), WORDS);
    assert_eq!(prompt(&order(&ravi, WORDS).await), "as the model says");
}

/// What was logged on this thread, where the tasks of a test run.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_key_nor_words_reach_the_log_or_a_problem() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _here = tracing::subscriber::set_default(subscriber);
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        // A question, a wrong call that quotes the words, an error; then the key is refused, quoting the key.
        fake.script([
            Answer::words("Where is the zanzibar vault?"),
            Answer::call("zanzibar vault", json!({ "zanzibar": "vault" })),
            Answer::Fails,
        ]);
        let app = TestApp::start_with(read_by(&fake)).await;
        let asha = app.sign_up("asha").await;
        asha.post("/api/quotes", &request("hello zanzibar vault")).await;
        order(&asha, "a fox in a zanzibar vault").await;
        fake.revoke(KEY);
        order(&asha, "a hen in a zanzibar vault").await;
        let problem = asha.post("/api/trigger-workflow", &request("hello")).await;
        assert!(!problem.body.to_string().contains(KEY));
    }
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("a language model was asked to plan"), "nothing was captured");
    for secret in [KEY, "zanzibar"] {
        assert!(!text.contains(secret), "{secret} reached the log");
    }
}

#[test]
fn mistakes_in_the_settings_are_told_at_start() {
    let start = |change: &dyn Fn(&mut server::config::LanguageModel)| {
        let mut config = Config::load(None, std::iter::empty()).unwrap();
        config.language_model.provider = "openai".to_owned();
        config.language_model.model = "gpt".to_owned();
        config.language_model.keys = vec![Secret::new(KEY)];
        change(&mut config.language_model);
        let (env, _clock) = server::env::Env::manual(testkit::START, 1);
        server::planning::brain::Brain::start(&config.language_model, &env)
    };
    assert!(start(&|_| {}).unwrap().is_some());
    assert!(start(&|settings| settings.provider = String::new()).unwrap().is_none());
    let names = |change: &dyn Fn(&mut server::config::LanguageModel), key: &str| {
        let sentence = start(change).unwrap_err();
        assert!(sentence.starts_with(key) && !sentence.contains(KEY), "{sentence}");
    };
    names(
        &|settings| settings.provider = "opnai".to_owned(),
        "language_model.provider: \"opnai\" is none of gemini",
    );
    names(&|settings| settings.model = String::new(), "language_model.model: ");
    names(&|settings| settings.keys = Vec::new(), "language_model.keys: ");
    names(&|settings| settings.base_url = "localhost:8000".to_owned(), "language_model.base_url: ");
}
