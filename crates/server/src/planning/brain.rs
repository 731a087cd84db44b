//! The agents played by a language model: drives `agents::brain::Session` over a wire.
//!
//! The session decides what is asked and what an answer is worth; here it is asked, within a time for all
//! questions together. Whatever goes wrong (an error, silence, a loop, an unknown tool, a breaker that is open) the
//! session closes with the router's decision, so a request is planned in any case. The account says what it took.

use std::time::Duration;

use agents::{
    Routed,
    brain::{Ask, FallBack, Limits, Next, Reply, Session, Trouble},
    transcript::{Role, Turn, TurnCall},
};
use providers::{
    KeyView, breaker, http,
    language::{Ending, LanguageModel, Message, Question, Settings, Tool, ToolCall, Unanswered, Wire},
};
use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;

use crate::{config, env::Env};

/// Tokens a price is for.
const PRICED_TOKENS: i64 = 1_000_000;

/// A language model that plays the agents. Clones share its connections, keys and breakers.
#[derive(Clone, Debug)]
pub struct Brain {
    model: LanguageModel,
    limits: Limits,
    patience: Duration,
    /// USD micros for a million tokens read, and written.
    prices: [i64; 2],
}

/// What planning one request with a language model took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// e.g. `gemini`.
    pub provider: String,
    /// The vendor's name of the model.
    pub model: String,
    /// Questions it was asked.
    pub questions: u32,
    /// Tokens read.
    pub input_tokens: u32,
    /// Tokens written.
    pub output_tokens: u32,
    /// At the configured prices, in millionths of a dollar, rounded up.
    pub cost_usd_micros: i64,
    /// Milliseconds from the request to the decision.
    pub took_ms: i64,
    /// Why the router decided in the end; nothing where the model did.
    pub fell_back: Option<&'static str>,
}

impl Brain {
    /// The brain of the settings; none where no provider is named. Nothing is asked yet.
    ///
    /// # Errors
    /// A sentence that names the setting that is wrong.
    pub fn start(settings: &config::LanguageModel, env: &Env) -> Result<Option<Brain>, String> {
        if settings.provider.is_empty() {
            return Ok(None);
        }
        let wire = Wire::parse(&settings.provider).ok_or_else(|| {
            let known = Wire::ALL.map(Wire::id).join(", ");
            format!("language_model.provider: \"{}\" is none of {known}", settings.provider)
        })?;
        let clock = env.clone();
        let asked = Settings {
            wire,
            model: settings.model.clone(),
            base_url: settings.base_url.clone(),
            keys: settings.keys.clone(),
            breaker: breaker::Settings::default(),
            clock: std::sync::Arc::new(move || clock.now()),
        };
        let client = http::Client::new(http::Settings::default())?;
        let model =
            LanguageModel::new(asked, client).map_err(|mistake| format!("language_model.{mistake}"))?;
        Ok(Some(Brain {
            model,
            limits: Limits { steps_max: settings.steps_max, tokens_max: settings.tokens_max },
            patience: Duration::from_secs(settings.seconds),
            prices: [
                settings.input_usd_micros_per_million_tokens,
                settings.output_usd_micros_per_million_tokens,
            ],
        }))
    }

    /// What a session may use.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The model, for a person: `gemini-flash-latest (gemini)`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} ({} at {})", self.model.name(), self.model.wire().id(), self.model.host())
    }

    /// The model's keys with their load and their breakers.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyView> {
        self.model.keys()
    }

    /// Drives a session to its decision, within the time of the settings.
    pub async fn decide(&self, mut session: Session) -> (Routed, Account) {
        let began = Instant::now();
        let mut account = self.account();
        let mut said: Vec<Value> = Vec::new();
        let mut next = session.start();
        let routed = loop {
            next = match next {
                Next::Done(decision) => break session.finish(decision),
                Next::FallBack(why) => {
                    account.fell_back = Some(name(&why));
                    break session.fall_back(&why);
                }
                Next::Ask(ask) => {
                    let left = self.patience.saturating_sub(began.elapsed());
                    match self.ask(&ask, &mut said, left, &mut account).await {
                        Ok(reply) => session.reply(reply),
                        Err(trouble) => session.trouble(trouble),
                    }
                }
            };
        };
        account.cost_usd_micros = self.cost(&account);
        account.took_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        tell(&account);
        (routed, account)
    }

    /// Asks once; notes the turn as the vendor wants it back, and what it took.
    async fn ask(
        &self,
        ask: &Ask,
        said: &mut Vec<Value>,
        patience: Duration,
        account: &mut Account,
    ) -> Result<Reply, Trouble> {
        account.questions += 1;
        let reply = match self.model.ask(&question(ask, said), patience).await {
            Ok(reply) => reply,
            Err(Unanswered::TimedOut) => return Err(Trouble::TimedOut),
            Err(Unanswered::Fault(fault)) => return Err(Trouble::Failed(fault.message)),
        };
        account.input_tokens = account.input_tokens.saturating_add(reply.input_tokens);
        account.output_tokens = account.output_tokens.saturating_add(reply.output_tokens);
        let unusable = |why: &str| Err(Trouble::Failed(why.to_owned()));
        match reply.ending {
            Ending::Whole => {}
            Ending::Refused => return unusable("its vendor's content rules stopped it"),
            Ending::CutOff => return unusable("its answer was cut off at a limit of tokens"),
            Ending::Unusable => return unusable("its answer was no answer"),
        }
        said.push(reply.verbatim);
        let call = |ToolCall { id, name, arguments }| TurnCall { id, name, arguments };
        Ok(Reply {
            tool_calls: reply.calls.into_iter().map(call).collect(),
            text: reply.text,
            input_tokens: reply.input_tokens,
            output_tokens: reply.output_tokens,
        })
    }

    fn account(&self) -> Account {
        Account {
            provider: self.model.wire().id().to_owned(),
            model: self.model.name().to_owned(),
            questions: 0,
            input_tokens: 0,
            output_tokens: 0,
            cost_usd_micros: 0,
            took_ms: 0,
            fell_back: None,
        }
    }

    /// Rounded up once.
    fn cost(&self, account: &Account) -> i64 {
        let [read, written] = self.prices;
        let exact = i64::from(account.input_tokens)
            .saturating_mul(read)
            .saturating_add(i64::from(account.output_tokens).saturating_mul(written));
        exact.saturating_add(PRICED_TOKENS - 1) / PRICED_TOKENS
    }
}

/// The session's question, with the model's own turns as it said them. Turns of the agent that is asked now are
/// the last ones that were said.
fn question(ask: &Ask, said: &[Value]) -> Question {
    let own = ask.messages.iter().filter(|turn| turn.role == Role::Assistant).count();
    let mut verbatim = said.iter().skip(said.len().saturating_sub(own));
    let mut messages = Vec::with_capacity(ask.messages.len());
    for turn in &ask.messages {
        messages.push(match turn.role {
            Role::User | Role::System => Message::User(turn.text.clone()),
            Role::Assistant => Message::Model {
                text: turn.text.clone(),
                calls: turn.tool_calls.iter().map(call).collect(),
                verbatim: verbatim.next().cloned().unwrap_or_default(),
            },
            Role::Tool => {
                let answers = turn.answers.clone().unwrap_or_default();
                let name = tool_of(&ask.messages, &answers);
                Message::ToolAnswer { call: answers, name, text: turn.text.clone() }
            }
        });
    }
    let offer = |tool: &agents::brain::ToolDefinition| Tool {
        name: tool.name.clone(),
        description: tool.description.clone(),
        parameters: tool.parameters.clone(),
    };
    Question { system: ask.system.clone(), messages, tools: ask.tools.iter().map(offer).collect() }
}

fn call(call: &TurnCall) -> ToolCall {
    ToolCall { id: call.id.clone(), name: call.name.clone(), arguments: call.arguments.clone() }
}

/// The tool a call named; some vendors match an answer to its call by it.
fn tool_of(turns: &[Turn], id: &str) -> String {
    let mut calls = turns.iter().rev().flat_map(|turn| &turn.tool_calls);
    calls.find(|call| call.id == id).map(|call| call.name.clone()).unwrap_or_default()
}

/// A name without what the model or its vendor said, which may hold words of the request.
fn name(why: &FallBack) -> &'static str {
    match why {
        FallBack::Trouble(Trouble::Failed(_)) => "failed",
        FallBack::Trouble(Trouble::TimedOut) => "timed_out",
        FallBack::Empty => "empty",
        FallBack::Loop => "loop",
        FallBack::UnknownTool(_) => "unknown_tool",
        FallBack::Arguments(_) => "arguments",
        FallBack::NoCall => "no_call",
        FallBack::Steps => "steps",
        FallBack::Tokens => "tokens",
    }
}

fn tell(account: &Account) {
    tracing::info!(
        model.provider = account.provider,
        model.name = account.model,
        model.questions = account.questions,
        model.input_tokens = account.input_tokens,
        model.output_tokens = account.output_tokens,
        model.cost_usd_micros = account.cost_usd_micros,
        model.took_ms = account.took_ms,
        model.fell_back = account.fell_back.unwrap_or("no"),
        "a language model was asked to plan"
    );
}
