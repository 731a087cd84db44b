//! Language models: one question, one answer, over the wire of whoever runs the model.
//!
//! [`LanguageModel::ask`] sends instructions, the turns so far and the tools that may be called, and answers
//! words or tool calls with the tokens they took. It is stateless translation: who asks, how often, and what
//! is done about a wrong call is decided elsewhere. Nothing is repeated here, except that a key which turns
//! out to be limited, revoked or empty is left out and the next one is asked.
//!
//! | file | wire |
//! |---|---|
//! | `gemini.rs` | Google Gemini, `generateContent` with function calling |
//! | `openai.rs` | OpenAI chat completions, and every gateway that speaks them |
//! | `anthropic.rs` | Anthropic messages with tools |
//! | `ollama.rs` | Ollama, `/api/chat` with tools |
//! | `question.rs` | what is asked and answered, whatever the wire |
//! | `fault.rs` | statuses → kinds of faults |
//!
//! Some models want their own turn back exactly as they said it (Gemini refuses tool turns without its thought
//! signatures, Anthropic's thinking must be kept). A [`Reply`] therefore carries the turn verbatim, to be handed
//! back with the next question; it is nobody else's to read.
//!
//! No sentence here repeats what a vendor wrote: error messages quote prompts and, at times, keys.

mod anthropic;
#[cfg(test)]
mod any_bytes;
pub(crate) mod fault;
pub(crate) mod gemini;
mod ollama;
mod openai;
mod question;

use std::{fmt, sync::Arc, time::Duration};

use domain::time::Millis;
pub use question::{Ending, Message, Question, Reply, Tool, ToolCall, Unanswered};
use reqwest::{RequestBuilder, Url, header};
use serde_json::Value;

use crate::{
    Fault, FaultClass, KeyRing, KeyView,
    breaker::{self, Outcome},
    http::{Answer, CallError, Client, Secret},
};

/// Bytes of an answer that are read. A plan is a few kilobytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Tokens one answer may have: a plan of eight calls with long prompts, and room to think before it.
const OUTPUT_TOKENS_MAX: u32 = 4_096;

pub use crate::Clock;

/// How a model is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Google Gemini.
    Gemini,
    /// OpenAI chat completions.
    OpenAi,
    /// Anthropic messages.
    Anthropic,
    /// Ollama.
    Ollama,
}

impl Wire {
    /// Every wire.
    pub const ALL: [Wire; 4] = [Wire::Gemini, Wire::OpenAi, Wire::Anthropic, Wire::Ollama];

    /// The name used in settings.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Wire::Gemini => "gemini",
            Wire::OpenAi => "openai",
            Wire::Anthropic => "anthropic",
            Wire::Ollama => "ollama",
        }
    }

    /// The wire of this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Wire> {
        Wire::ALL.into_iter().find(|wire| wire.id() == id)
    }

    /// Where the vendor is, or Ollama on this machine.
    #[must_use]
    pub fn base_url(self) -> &'static str {
        match self {
            Wire::Gemini => "https://generativelanguage.googleapis.com",
            Wire::OpenAi => "https://api.openai.com/v1",
            Wire::Anthropic => "https://api.anthropic.com",
            Wire::Ollama => "http://127.0.0.1:11434",
        }
    }
}

/// Which model, where, and with which keys.
#[derive(Clone)]
pub struct Settings {
    /// How it is spoken to.
    pub wire: Wire,
    /// The vendor's name of the model.
    pub model: String,
    /// Where it is; empty for the vendor's own address.
    pub base_url: String,
    /// The operator's keys. None where the server asks for none.
    pub keys: Vec<Secret>,
    /// When a key is left alone.
    pub breaker: breaker::Settings,
    /// The time.
    pub clock: Clock,
}

/// A language model. Clones share connections, keys and breakers.
#[derive(Clone)]
pub struct LanguageModel {
    shared: Arc<Shared>,
}

struct Shared {
    wire: Wire,
    model: String,
    url: Url,
    client: Client,
    keys: KeyRing,
    clock: Clock,
}

impl fmt::Debug for LanguageModel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "LanguageModel({} of {})",
            self.shared.model,
            self.shared.url.host_str().unwrap_or("nobody")
        )
    }
}

impl LanguageModel {
    /// A model. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence that begins with the setting that is wrong: `model`, `base_url` or `keys`.
    pub fn new(settings: Settings, client: Client) -> Result<LanguageModel, String> {
        let Settings { wire, model, base_url, mut keys, breaker, clock } = settings;
        let named = |c: char| c.is_ascii_alphanumeric() || "-._:/@".contains(c);
        if model.is_empty() || !model.chars().all(named) || model.contains("..") {
            return Err("model: name the model as its vendor does, e.g. \"gemini-flash-latest\"".to_owned());
        }
        let base = if base_url.is_empty() { wire.base_url() } else { base_url.as_str() };
        let path = match wire {
            Wire::Gemini => gemini::path(&model),
            Wire::OpenAi => "/chat/completions".to_owned(),
            Wire::Anthropic => "/v1/messages".to_owned(),
            Wire::Ollama => "/api/chat".to_owned(),
        };
        let url = Url::parse(&format!("{}{path}", base.trim_end_matches('/')));
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or("base_url: an address that begins with http:// or https://")?;
        keys.retain(|key| !key.is_empty());
        if keys.is_empty() {
            if base_url.is_empty() && wire != Wire::Ollama {
                return Err(format!("keys: {} asks for at least one", wire.id()));
            }
            // A server that asks for no key has a breaker like everybody else.
            keys.push(Secret::new(""));
        }
        let keys = KeyRing::new(keys, breaker);
        Ok(LanguageModel { shared: Arc::new(Shared { wire, model, url, client, keys, clock }) })
    }

    /// How it is spoken to.
    #[must_use]
    pub fn wire(&self) -> Wire {
        self.shared.wire
    }

    /// The vendor's name of the model.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.model
    }

    /// Where it is.
    #[must_use]
    pub fn host(&self) -> &str {
        self.shared.url.host_str().unwrap_or_default()
    }

    /// The keys with their load and their breakers.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyView> {
        self.shared.keys.view(self.now())
    }

    /// Asks, and waits for the answer for `patience` at most, all keys together. Asking again is a new
    /// question and costs again.
    ///
    /// # Errors
    /// [`Unanswered`]. While every key is limited or its breaker open, at once.
    pub async fn ask(&self, question: &Question, patience: Duration) -> Result<Reply, Unanswered> {
        let until = tokio::time::Instant::now() + patience;
        let mut first_fault = None;
        for _ in 0..self.shared.keys.count() {
            let (chosen, _in_flight) = match self.shared.keys.choose(self.now()) {
                Ok(chosen) => chosen,
                // What a key was refused for says more than that no other is left.
                Err(fault) => return Err(Unanswered::Fault(first_fault.unwrap_or(fault))),
            };
            let asked = tokio::time::timeout_at(until, self.ask_with(&chosen.secret, question)).await;
            let outcome =
                asked.map_err(|_| Unanswered::TimedOut).and_then(|answer| answer.map_err(Unanswered::Fault));
            self.shared.keys.record(&chosen, health(&outcome), self.now());
            match outcome {
                Err(Unanswered::Fault(fault)) if fault.is_the_keys() => {
                    self.shared.keys.pause_for(&chosen.fingerprint, &fault, self.now());
                    first_fault.get_or_insert(fault);
                }
                outcome => return outcome,
            }
        }
        Err(Unanswered::Fault(first_fault.unwrap_or_else(|| fault::of(FaultClass::Unavailable))))
    }

    async fn ask_with(&self, key: &Secret, question: &Question) -> Result<Reply, Fault> {
        let Shared { wire, model, client, .. } = &*self.shared;
        let call = client.request(reqwest::Method::POST, self.shared.url.clone());
        let call = call.header(header::ACCEPT, "application/json");
        let call = authorised(*wire, call, key).map_err(|_| fault::of(FaultClass::Unauthorised))?;
        let body = match wire {
            Wire::Gemini => gemini::request(question),
            Wire::OpenAi => openai::request(model, question),
            Wire::Anthropic => anthropic::request(model, question),
            Wire::Ollama => ollama::request(model, question),
        };
        let answer = client.call(call.json(&body), ANSWER_BYTES_MAX).await.map_err(|error| {
            tracing::warn!(%error, "the language model could not be asked");
            fault::of(match error {
                CallError::NotSent(_) | CallError::Lost(_) => FaultClass::Unavailable,
                CallError::TooLarge(_) => FaultClass::Broken,
            })
        })?;
        self.read(&answer, question.messages.len())
    }

    /// Reads an answer; `turn` tells apart the names we give to calls of different turns.
    fn read(&self, answer: &Answer, turn: usize) -> Result<Reply, Fault> {
        if !answer.status.is_success() {
            let fault = fault::read(self.shared.wire, answer, self.now());
            tracing::warn!(http.status = answer.status.as_u16(), class = ?fault.class, "the language model refused");
            return Err(fault);
        }
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let reply = body.and_then(|body| match self.shared.wire {
            Wire::Gemini => gemini::reply(&body, turn),
            Wire::OpenAi => openai::reply(&body, turn),
            Wire::Anthropic => anthropic::reply(&body, turn),
            Wire::Ollama => ollama::reply(&body, turn),
        });
        reply.ok_or_else(|| fault::of(FaultClass::Broken))
    }

    fn now(&self) -> Millis {
        (self.shared.clock)()
    }
}

/// Adds the key, where there is one, in the header its vendor wants.
fn authorised(wire: Wire, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str> {
    let call = match wire {
        Wire::Anthropic => call.header("anthropic-version", anthropic::VERSION),
        _ => call,
    };
    if key.is_empty() {
        return Ok(call);
    }
    Ok(match wire {
        Wire::Gemini => call.header("x-goog-api-key", key.bare_header()?),
        Wire::OpenAi | Wire::Anthropic | Wire::Ollama => {
            call.header(header::AUTHORIZATION, key.header("Bearer")?)
        }
    })
}

/// What an answer says about the health of a key.
fn health(outcome: &Result<Reply, Unanswered>) -> Outcome {
    match outcome {
        Ok(_) => Outcome::Success,
        Err(Unanswered::TimedOut) => Outcome::Failure,
        Err(Unanswered::Fault(fault)) => fault.health(),
    }
}

/// A number of tokens in an answer; 0 where the wire leaves it out.
fn tokens(value: &Value) -> u32 {
    value.as_u64().map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX))
}

/// A name for a call, on wires that have none.
fn call_name(turn: usize, index: usize) -> String {
    format!("call-{turn}-{index}")
}

/// The vendor's name of a call, or one of ours.
fn named(id: &Value, turn: usize, index: usize) -> String {
    id.as_str().filter(|id| !id.is_empty()).map_or_else(|| call_name(turn, index), str::to_owned)
}
