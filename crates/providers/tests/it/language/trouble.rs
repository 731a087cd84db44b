//! What goes wrong, and what it says about a key.

use providers::{Fault, FaultClass, breaker::StateName};
use testkit::language::Answer;

use super::*;

fn class(outcome: Result<Reply, Unanswered>) -> FaultClass {
    match outcome {
        Err(Unanswered::Fault(Fault { class, .. })) => class,
        other => panic!("expected a fault, got {other:?}"),
    }
}

#[tokio::test]
async fn every_fault_has_its_class_on_every_wire() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        let model = model(&fake);
        fake.script([Answer::Garbage, Answer::CutBody, Answer::Fails]);
        let classes = [class(ask(&model).await), class(ask(&model).await), class(ask(&model).await)];
        assert_eq!(
            classes,
            [FaultClass::Broken, FaultClass::Unavailable, FaultClass::Unavailable],
            "{vendor:?}"
        );
        if vendor != Vendor::Ollama {
            fake.script([Answer::ContextOverflow]);
            assert_eq!(class(ask(&model).await), FaultClass::Invalid, "{vendor:?}");
        }
        fake.script([Answer::RateLimited(Some(2))]);
        let limited = FaultClass::RateLimited { retry_after_ms: Some(2_000) };
        assert_eq!(class(ask(&model).await), limited, "{vendor:?}");
    }
}

#[tokio::test]
async fn a_limited_key_is_left_alone_and_the_next_one_answers() {
    let fake = FakeLanguageModel::start(Vendor::Anthropic).await;
    let hands = Hands::default();
    let model = model_with(&fake, &["key-number-one", "key-number-two"], &hands);
    fake.script([Answer::RateLimited(Some(30))]);
    ask(&model).await.unwrap();
    ask(&model).await.unwrap();
    let keys: Vec<_> = fake.asked().into_iter().map(|asked| asked.key).collect();
    assert_eq!(keys, ["key-number-one", "key-number-two", "key-number-two"]);
    // With both limited nobody is asked until the pause is over.
    fake.script([Answer::RateLimited(Some(10))]);
    class(ask(&model).await);
    class(ask(&model).await);
    assert_eq!(fake.asked().len(), 4);
    hands.advance(10_000);
    ask(&model).await.unwrap();
    assert_eq!(fake.asked().last().unwrap().key, "key-number-two");
}

#[tokio::test]
async fn a_revoked_key_opens_its_breaker_and_no_answer_tells_it() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.revoke("key-of-the-operator");
        let model = model_with(&fake, &["key-of-the-operator"], &Hands::default());
        let Err(Unanswered::Fault(fault)) = ask(&model).await else { panic!("a revoked key answers") };
        assert_eq!(fault.class, FaultClass::Unauthorised, "{vendor:?}");
        assert!(!format!("{fault:?} {model:?} {:?}", model.keys()).contains("key-of-the"), "{vendor:?}");
        assert_eq!(model.keys()[0].breaker.state, StateName::Open);
        class(ask(&model).await);
        assert_eq!(fake.asked().len(), 1, "an open breaker asks nobody");
    }
}

#[tokio::test]
async fn silence_ends_with_patience_and_opens_the_breaker() {
    let fake = FakeLanguageModel::start(Vendor::OpenAi).await;
    fake.otherwise(Answer::Silence);
    let model = model(&fake);
    for _ in 0..5 {
        let answer = model.ask(&question("a fox"), Duration::from_millis(20)).await;
        assert_eq!(answer, Err(Unanswered::TimedOut));
    }
    assert_eq!(class(ask(&model).await), FaultClass::Unavailable);
    assert_eq!(fake.asked().len(), 5);
}

#[tokio::test]
async fn nobody_at_the_address_is_unavailable() {
    let fake = FakeLanguageModel::start(Vendor::Gemini).await;
    let model = model(&fake);
    drop(fake);
    assert_eq!(class(ask(&model).await), FaultClass::Unavailable);
}

#[tokio::test]
async fn a_server_of_ones_own_may_ask_for_no_key() {
    let fake = FakeLanguageModel::start(Vendor::Ollama).await;
    ask(&model_with(&fake, &[], &Hands::default())).await.unwrap();
    assert!(!fake.asked()[0].headers.contains_key("authorization"));
}

#[test]
fn mistakes_in_the_settings_name_the_setting() {
    let wrong = |change: &dyn Fn(&mut Settings)| {
        let mut settings = Settings {
            wire: Wire::OpenAi,
            model: "gpt".to_owned(),
            base_url: String::new(),
            keys: vec![Secret::new("a-key")],
            breaker: providers::breaker::Settings::default(),
            clock: Arc::new(|| testkit::START),
        };
        change(&mut settings);
        let client = Client::new(providers::http::Settings::default()).unwrap();
        LanguageModel::new(settings, client).err().unwrap_or_default()
    };
    assert_eq!(wrong(&|_| {}), "");
    assert!(wrong(&|settings| settings.model = String::new()).starts_with("model: "));
    assert!(wrong(&|settings| settings.model = "../../secrets".to_owned()).starts_with("model: "));
    assert!(wrong(&|settings| settings.base_url = "nowhere".to_owned()).starts_with("base_url: "));
    assert!(wrong(&|settings| settings.base_url = "file:///etc".to_owned()).starts_with("base_url: "));
    assert!(wrong(&|settings| settings.keys = vec![Secret::new(" ")]).starts_with("keys: "));
}
