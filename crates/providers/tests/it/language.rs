//! Language models, against the fakes that the vendors' own SDKs were pointed at.

mod answers;
mod sdk;
mod trouble;

use std::{sync::Arc, time::Duration};

use domain::time::Millis;
use parking_lot::Mutex;
use providers::{
    http::{Client, Secret},
    language::{LanguageModel, Message, Question, Reply, Settings, Tool, Unanswered, Wire},
};
use serde_json::json;
use testkit::language::{FakeLanguageModel, Vendor};

/// A patient wait that no test should need in full.
pub const LONG: Duration = Duration::from_secs(20);

/// A clock that stands still until it is moved.
#[derive(Clone, Default)]
pub struct Hands(Arc<Mutex<i64>>);

impl Hands {
    pub fn advance(&self, ms: i64) {
        *self.0.lock() += ms;
    }
}

pub fn wire(vendor: Vendor) -> Wire {
    Wire::parse(vendor.id()).unwrap()
}

pub fn settings(fake: &FakeLanguageModel, keys: &[&str], hands: &Hands) -> Settings {
    let hands = hands.clone();
    Settings {
        wire: wire(fake.vendor),
        model: "fake-model".to_owned(),
        base_url: fake.base_url(),
        keys: keys.iter().map(|key| Secret::new(key)).collect(),
        breaker: providers::breaker::Settings::default(),
        clock: Arc::new(move || Millis(testkit::START.0 + *hands.0.lock())),
    }
}

/// The model at the fake's address, with these keys.
pub fn model_with(fake: &FakeLanguageModel, keys: &[&str], hands: &Hands) -> LanguageModel {
    let client = Client::new(providers::http::Settings::default()).unwrap();
    LanguageModel::new(settings(fake, keys, hands), client).unwrap()
}

pub fn model(fake: &FakeLanguageModel) -> LanguageModel {
    model_with(fake, &["test-key-number-one"], &Hands::default())
}

pub fn question(text: &str) -> Question {
    let parameters = json!({
        "type": "object", "properties": { "prompt": { "type": "string", "minLength": 1 } },
        "required": ["prompt"], "additionalProperties": false,
    });
    Question {
        system: "You draw.".to_owned(),
        messages: vec![Message::User(text.to_owned())],
        tools: vec![Tool { name: "draw".to_owned(), description: "Draws.".to_owned(), parameters }],
    }
}

/// The question with what was answered to it, and that all of it was wrong.
pub fn corrected(mut question: Question, reply: &Reply) -> Question {
    let Reply { text, calls, verbatim, .. } = reply.clone();
    let answers: Vec<_> = calls
        .iter()
        .map(|call| Message::ToolAnswer {
            call: call.id.clone(),
            name: call.name.clone(),
            text: format!("no: {}", call.name),
        })
        .collect();
    question.messages.push(Message::Model { text, calls, verbatim });
    question.messages.extend(answers);
    question
}

pub async fn ask(model: &LanguageModel) -> Result<Reply, Unanswered> {
    model.ask(&question("a fox"), LONG).await
}
