//! The vendors' own clients against the fakes, and our requests against the clients'.

use serde_json::{Value, json};
use testkit::language::{Answer, Asked};

use super::*;
use crate::vendor_sdk;

async fn node(fake: &FakeLanguageModel, scenario: &str, argument: &Value) {
    let arguments = [fake.vendor.id(), &fake.base_url(), scenario, &argument.to_string()];
    vendor_sdk::run("language.mjs", &arguments).await;
}

fn two_calls() -> Answer {
    Answer::Calls(vec![
        ("draw".to_owned(), json!({ "prompt": "a fox" })),
        ("draw".to_owned(), json!({ "prompt": "a hen" })),
    ])
}

#[tokio::test]
async fn the_clients_are_content_with_a_conversation() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.script([two_calls(), Answer::words("Done.")]);
        node(&fake, "conversation", &Value::Null).await;
        assert_eq!(fake.asked().len(), 2, "{vendor:?}");
    }
}

#[tokio::test]
async fn the_clients_map_errors() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.revoke("revoked-key");
        fake.script([Answer::RateLimited(Some(2)), Answer::Fails, Answer::ContextOverflow]);
        node(&fake, "errors", &Value::Null).await;
    }
}

#[tokio::test]
async fn the_clients_meet_trouble() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.script([Answer::SafetyBlock, Answer::Garbage, Answer::CutBody]);
        node(&fake, "trouble", &Value::Null).await;
    }
}

/// What must be the same: not the names a program gives itself, nor what HTTP libraries add.
fn essence(asked: &Asked) -> (String, Vec<(String, String)>, Value) {
    let header = |name: &str| {
        let value = asked.headers.get(name).cloned().unwrap_or_default();
        (name.to_owned(), value.replace("sdk-key-number-one", "KEY").replace("test-key-number-one", "KEY"))
    };
    let names = ["authorization", "x-goog-api-key", "anthropic-version", "content-type"];
    (asked.path.clone(), names.map(header).into(), asked.body.clone())
}

#[tokio::test]
async fn our_requests_are_the_clients_requests() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        let question = question("a fox, and a hen; \"quoted\" — façade 🦊");
        let tool = &question.tools[0];
        let argument = json!({
            "model": "fake-model", "system": question.system, "text": "a fox, and a hen; \"quoted\" — façade 🦊",
            "tools": [{ "name": tool.name, "description": tool.description, "parameters": tool.parameters }],
        });
        fake.script([two_calls(), Answer::words("Done."), two_calls(), Answer::words("Done.")]);
        node(&fake, "compare", &argument).await;
        let ours = model(&fake);
        let first = ours.ask(&question, LONG).await.unwrap();
        ours.ask(&corrected(question, &first), LONG).await.unwrap();
        let essences: Vec<_> = fake.asked().iter().map(essence).collect();
        assert_eq!(essences.len(), 4);
        let (theirs, ours) = essences.split_at(2);
        assert_eq!(ours[0], theirs[0], "{vendor:?}, the question");
        assert_eq!(ours[1], theirs[1], "{vendor:?}, with its calls and what they came to");
    }
}
