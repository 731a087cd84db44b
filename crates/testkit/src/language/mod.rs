//! Language models as local servers: Gemini, OpenAI, Anthropic and Ollama, true to the wire.
//!
//! Whether they are true is not ours to say: `providers`' tests drive each with the vendor's own SDK. What the
//! model says is scripted, one [`Answer`] a question; the questions are kept, so that a test can look at them.
//! Questions are held to the vendor's rules: a key, the right path, every call answered, Gemini's thought
//! signatures handed back.
//!
//! ```no_run
//! # async fn example() {
//! use serde_json::json;
//! use testkit::language::{Answer, FakeLanguageModel, Vendor};
//!
//! let model = FakeLanguageModel::start(Vendor::Gemini).await;
//! model.script([Answer::call("GeminiT2I", json!({"prompt": "a fox"})), Answer::RateLimited(Some(2))]);
//! // … the first question is answered with a call, the second with 429 …
//! assert_eq!(model.asked().len(), 2);
//! # }
//! ```

mod anthropic;
mod gemini;
mod ollama;
mod openai;
#[cfg(feature = "app")]
pub mod reader;
mod serve;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// Tokens every answer says it read.
pub const INPUT_TOKENS: u32 = 1_000;
/// Tokens every answer says it wrote.
pub const OUTPUT_TOKENS: u32 = 50;

/// Whose server it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendor {
    /// Google Gemini.
    Gemini,
    /// OpenAI, or a gateway that speaks as it does.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Ollama.
    Ollama,
}

impl Vendor {
    /// Every vendor.
    pub const ALL: [Vendor; 4] = [Vendor::Gemini, Vendor::OpenAi, Vendor::Anthropic, Vendor::Ollama];

    /// The name used in settings and scripts.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Vendor::Gemini => "gemini",
            Vendor::OpenAi => "openai",
            Vendor::Anthropic => "anthropic",
            Vendor::Ollama => "ollama",
        }
    }
}

/// What the model does with one question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Calls tools: names and arguments.
    Calls(Vec<(String, Value)>),
    /// Says this.
    Words(String),
    /// 200 with half a JSON.
    Garbage,
    /// 429, with the pause in seconds where it says so.
    RateLimited(Option<u32>),
    /// 500.
    Fails,
    /// Never answers.
    Silence,
    /// Answers after this pause.
    Late(Duration, Box<Answer>),
    /// Half of the answer's body comes, then the connection is closed.
    CutBody,
    /// The vendor's safety rules stop it.
    SafetyBlock,
    /// The question is longer than the model's window.
    ContextOverflow,
}

impl Answer {
    /// One tool call.
    #[must_use]
    pub fn call(name: &str, arguments: Value) -> Answer {
        Answer::Calls(vec![(name.to_owned(), arguments)])
    }

    /// Words.
    #[must_use]
    pub fn words(text: &str) -> Answer {
        Answer::Words(text.to_owned())
    }
}

/// A question as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: HashMap<String, String>,
    /// The key; empty where none came.
    pub key: String,
    /// The body.
    pub body: Value,
}

/// A running fake. Ends when dropped.
pub struct FakeLanguageModel {
    /// e.g. `http://127.0.0.1:40123`.
    pub address: String,
    /// Whose server it is.
    pub vendor: Vendor,
    state: Arc<State>,
    server: JoinHandle<()>,
}

/// What happens to a question beyond the script.
enum Otherwise {
    /// This.
    Always(Answer),
    /// What somebody says who reads it.
    By(fn(&Asked) -> Answer),
}

impl Otherwise {
    fn answer(&self, asked: &Asked) -> Answer {
        match self {
            Otherwise::Always(answer) => answer.clone(),
            Otherwise::By(reads) => reads(asked),
        }
    }
}

struct State {
    vendor: Vendor,
    script: Mutex<VecDeque<Answer>>,
    otherwise: Mutex<Otherwise>,
    asked: Mutex<Vec<Asked>>,
    asked_count: watch::Sender<usize>,
    revoked: Mutex<HashSet<String>>,
}

impl FakeLanguageModel {
    /// A model that says "Hello." to everything, on a free loopback port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(vendor: Vendor) -> FakeLanguageModel {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
        let state = Arc::new(State {
            vendor,
            script: Mutex::default(),
            otherwise: Mutex::new(Otherwise::Always(Answer::words("Hello."))),
            asked: Mutex::default(),
            asked_count: watch::channel(0).0,
            revoked: Mutex::default(),
        });
        let server = tokio::spawn(serve::serve(listener, state.clone()));
        FakeLanguageModel { address, vendor, state, server }
    }

    /// What `base_url` is set to.
    #[must_use]
    pub fn base_url(&self) -> String {
        match self.vendor {
            Vendor::OpenAi => format!("{}/v1", self.address),
            _ => self.address.clone(),
        }
    }

    /// What happens to the next questions, after what was scripted before.
    pub fn script(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.script.lock().extend(answers);
    }

    /// What happens to every question beyond the script.
    pub fn otherwise(&self, answer: Answer) {
        *self.state.otherwise.lock() = Otherwise::Always(answer);
    }

    /// Who answers every question beyond the script.
    pub fn otherwise_by(&self, reads: fn(&Asked) -> Answer) {
        *self.state.otherwise.lock() = Otherwise::By(reads);
    }

    /// Takes a key out of use.
    pub fn revoke(&self, key: &str) {
        self.state.revoked.lock().insert(key.to_owned());
    }

    /// The questions so far, refused ones too.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().clone()
    }

    /// Waits until so many questions have come.
    ///
    /// # Panics
    /// Never: the sender lives as long as the fake.
    pub async fn has_been_asked(&self, times: usize) {
        let mut count = self.state.asked_count.subscribe();
        count.wait_for(|count| *count >= times).await.expect("the fake keeps its counter");
    }
}

impl Drop for FakeLanguageModel {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// An answer on the wire.
struct Wire {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Value,
}

impl Wire {
    fn fine(body: Value) -> Wire {
        Wire { status: 200, headers: Vec::new(), body }
    }

    fn error(status: u16, body: Value) -> Wire {
        Wire { status, headers: Vec::new(), body }
    }

    fn with(mut self, name: &'static str, value: &str) -> Wire {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// What can be wrong with a question, in whatever words the vendor has for it.
enum Wrong {
    Path,
    Key,
    Question(String),
    TooLong,
    TooMany(Option<u32>),
    Broken,
}
