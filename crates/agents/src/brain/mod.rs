//! The agents played by a language model, as a pure state machine.
//!
//! ```text
//!  start ──▶ Ask ──reply──▶ Ask (a correction, or the specialist) ──reply──▶ Done(decision)
//!    │        │ trouble, budget, loop, second mistake                          ▲
//!    │        └──────────────▶ FallBack(why) ──▶ the router decides            │
//!    └── refused before anybody is asked ──────────────────────────────────────┘
//! ```
//!
//! Whoever drives it sends what [`Next::Ask`] holds over some wire and hands back a [`Reply`] or a [`Trouble`]
//! (errors and time limits are the driver's to notice). The rules are enforced here and not only asked for in
//! prompts: a request the router can plan ends in a tool call; a call made twice is carried out once; an unknown
//! tool, wrong arguments or a missing call are corrected once and then given up on; and once a plan stands,
//! nothing more is asked, so nothing can be done to its outputs. A session that cannot go on says why and leaves
//! the request to the router, whose answer is never worse than none.

mod ask;
mod calls;
#[cfg(test)]
mod tests;

pub use ask::{Ask, ROUTE_TO, ToolDefinition};
use calls::{Mistake, plan};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    agent::Agent,
    options::overlay,
    plan::{Decision, RefusalCode, Routed},
    request::{AgentRequest, Attachment, Context, EarlierResult, Options, StyleName},
    router::route,
    transcript::{Role, Turn, TurnCall},
};

/// How much a session may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Replies of the model.
    pub steps_max: u32,
    /// Tokens read and written, together.
    pub tokens_max: u32,
}

impl Default for Limits {
    /// Enough for a routing, a plan and one correction of each, and for two of the longest requests.
    fn default() -> Limits {
        Limits { steps_max: 4, tokens_max: 20_000 }
    }
}

/// What a language model answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Calls, in order; arguments that were no JSON are passed on as a string.
    pub tool_calls: Vec<TurnCall>,
    /// Words, if any.
    pub text: String,
    /// Tokens read.
    pub input_tokens: u32,
    /// Tokens written.
    pub output_tokens: u32,
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The model's server failed or could not be reached.
    #[error("the language model failed: {0}")]
    Failed(String),
    /// It took longer than the driver waits.
    #[error("the language model took too long")]
    TimedOut,
}

/// Why a session leaves the request to the router.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FallBack {
    /// The driver got no reply.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// Neither words nor calls.
    #[error("the language model answered nothing")]
    Empty,
    /// The same call again after it was refused, or routing in circles.
    #[error("the language model repeats itself")]
    Loop,
    /// A tool that does not exist, twice.
    #[error("the language model called an unknown tool: {0}")]
    UnknownTool(String),
    /// Arguments that do not fit, twice; the error names the place.
    #[error("the language model gave wrong arguments: {0}")]
    Arguments(String),
    /// Words where a tool call was due, twice.
    #[error("the language model called no tool")]
    NoCall,
    /// More replies than allowed.
    #[error("the language model took too many steps")]
    Steps,
    /// More tokens than allowed.
    #[error("the language model used up its tokens")]
    Tokens,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Ask the model this.
    Ask(Ask),
    /// Decided.
    Done(Decision),
    /// The router decides.
    FallBack(FallBack),
}

/// A request that outlives the borrow it came from.
#[derive(Clone, Debug)]
pub(crate) struct OwnedRequest {
    pub(crate) text: String,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) results: Vec<EarlierResult>,
    pub(crate) options: Options,
    pub(crate) styles: Vec<StyleName>,
}

impl OwnedRequest {
    fn borrowed(&self) -> AgentRequest<'_> {
        AgentRequest {
            text: &self.text,
            attachments: &self.attachments,
            context: Context { results: &self.results },
            options: self.options.clone(),
            styles: &self.styles,
        }
    }
}

/// One request in the hands of a language model.
#[derive(Clone, Debug)]
pub struct Session {
    request: OwnedRequest,
    limits: Limits,
    agent: Agent,
    /// What the router would do; it says whether there is something sensible to do at all.
    fallback: Routed,
    /// The turns with the agent that is asked now.
    messages: Vec<Turn>,
    transcript: Vec<Turn>,
    steps: u32,
    tokens: u32,
    /// Mistakes already corrected once, by kind.
    corrected: Vec<&'static str>,
    /// Calls that were refused, as JSON; one of them again is a loop.
    refused: Vec<String>,
}

impl Session {
    /// A session for this request. Nothing is asked yet.
    #[must_use]
    pub fn new(request: &AgentRequest<'_>, limits: Limits) -> Session {
        let owned = OwnedRequest {
            text: request.text.to_owned(),
            attachments: request.attachments.to_vec(),
            results: request.context.results.to_vec(),
            options: request.options.clone(),
            styles: request.styles.to_vec(),
        };
        let user = Turn::text(Role::User, request.text);
        Session {
            limits,
            agent: Agent::Producer,
            fallback: route(request),
            messages: vec![user.clone()],
            transcript: vec![Turn::text(Role::System, ask::system(Agent::Producer, &owned)), user],
            steps: 0,
            tokens: 0,
            corrected: Vec::new(),
            refused: Vec::new(),
            request: owned,
        }
    }

    /// The first question; or at once a refusal, for what is refused is not for a model to reconsider.
    #[must_use]
    pub fn start(&self) -> Next {
        match &self.fallback.decision {
            Decision::Refuse { .. } => Next::Done(self.fallback.decision.clone()),
            _ => self.ask(),
        }
    }

    /// Takes what the model answered.
    #[must_use]
    pub fn reply(&mut self, reply: Reply) -> Next {
        self.steps = self.steps.saturating_add(1);
        self.tokens = self.tokens.saturating_add(reply.input_tokens).saturating_add(reply.output_tokens);
        let turn = Turn {
            role: Role::Assistant,
            text: reply.text.clone(),
            tool_calls: reply.tool_calls.clone(),
            answers: None,
            input_tokens: reply.input_tokens,
            output_tokens: reply.output_tokens,
        };
        self.say(turn);
        let next =
            if reply.tool_calls.is_empty() { self.words(&reply.text) } else { self.calls(&reply.tool_calls) };
        match next {
            // What stands is taken even if it used up the budget: its tokens are spent.
            Next::Ask(_) if self.tokens > self.limits.tokens_max => Next::FallBack(FallBack::Tokens),
            Next::Ask(_) if self.steps >= self.limits.steps_max => Next::FallBack(FallBack::Steps),
            next => next,
        }
    }

    /// Takes that there is no answer.
    #[must_use]
    pub fn trouble(&mut self, trouble: Trouble) -> Next {
        Next::FallBack(trouble.into())
    }

    /// Tokens read and written so far.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// The agent that is asked now.
    #[must_use]
    pub fn agent(&self) -> Agent {
        self.agent
    }

    /// Everything said so far.
    #[must_use]
    pub fn transcript(&self) -> &[Turn] {
        &self.transcript
    }

    /// Closes the session with what it decided.
    #[must_use]
    pub fn finish(self, decision: Decision) -> Routed {
        Routed { decision, agent: self.agent, transcript: self.transcript }
    }

    /// Closes the session with the router's decision; the transcript says why.
    #[must_use]
    pub fn fall_back(mut self, why: &FallBack) -> Routed {
        self.transcript.push(Turn::text(Role::System, format!("{why}; the router decides.")));
        self.transcript
            .extend(self.fallback.transcript.into_iter().filter(|turn| turn.role == Role::Assistant));
        Routed { decision: self.fallback.decision, agent: self.fallback.agent, transcript: self.transcript }
    }

    fn ask(&self) -> Next {
        Next::Ask(Ask {
            system: ask::system(self.agent, &self.request),
            messages: self.messages.clone(),
            tools: ask::tools(self.agent),
        })
    }

    fn say(&mut self, turn: Turn) {
        self.messages.push(turn.clone());
        self.transcript.push(turn);
    }

    /// Words without a call: a question, a refusal, or talk where a tool call was due.
    fn words(&mut self, text: &str) -> Next {
        let text = text.trim();
        if text.is_empty() {
            return Next::FallBack(FallBack::Empty);
        }
        if let Some(reason) = text.strip_prefix("REFUSE:") {
            let reason = reason.trim().to_owned();
            return Next::Done(Decision::Refuse { reason, code: RefusalCode::Declined });
        }
        if !matches!(self.fallback.decision, Decision::Plan(_)) {
            return Next::Done(Decision::Clarify { question: text.to_owned() });
        }
        if !self.may_correct("call") {
            return Next::FallBack(FallBack::NoCall);
        }
        self.say(Turn::text(Role::User, "Enough is known to make this. Call a tool now."));
        self.ask()
    }

    fn calls(&mut self, calls: &[TurnCall]) -> Next {
        if calls.iter().any(|call| call.name == ROUTE_TO) && self.agent == Agent::Producer {
            return self.hand_over(calls);
        }
        let offered = |tool: crate::Tool| self.agent == Agent::Producer || tool.agent() == self.agent;
        match plan(calls, &self.request.borrowed(), offered) {
            Ok(mut plan) => {
                overlay(&mut plan, &self.request.options);
                Next::Done(Decision::Plan(plan))
            }
            Err(mistake) => self.correct(calls, &mistake),
        }
    }

    /// The Producer hands the request to a specialist, once.
    fn hand_over(&mut self, calls: &[TurnCall]) -> Next {
        let [call] = calls else {
            let message = "Route to one specialist, or call the tools of a several-step plan yourself.";
            return self.correct(calls, &Mistake::arguments(0, "", message));
        };
        let agent = call.arguments["agent"].as_str().and_then(Agent::parse);
        let Some(agent) = agent.filter(|&agent| agent != Agent::Producer) else {
            return self
                .correct(calls, &Mistake::arguments(0, "/agent", "expected i2i, i2v, voiceover or lipsync"));
        };
        let sub = call.arguments["request"].as_str().map_or("", str::trim);
        let sub = if sub.is_empty() { self.request.text.clone() } else { sub.to_owned() };
        self.agent = agent;
        self.transcript.push(Turn::text(Role::System, ask::system(agent, &self.request)));
        self.messages.clear();
        self.say(Turn::text(Role::User, sub));
        self.ask()
    }

    /// Answers every call of a refused turn, and asks again if this kind of mistake is new.
    fn correct(&mut self, calls: &[TurnCall], mistake: &Mistake) -> Next {
        let wrong = calls.get(mistake.call).map(|call| format!("{} {}", call.name, call.arguments));
        let wrong = wrong.unwrap_or_default();
        if self.refused.contains(&wrong) {
            return Next::FallBack(FallBack::Loop);
        }
        if !self.may_correct(mistake.kind) {
            return Next::FallBack(mistake.fall_back());
        }
        self.refused.push(wrong);
        for (index, call) in calls.iter().enumerate() {
            let text = if index == mistake.call {
                mistake.message.clone()
            } else {
                "Not carried out, because another call of this turn was wrong. Send it again.".to_owned()
            };
            self.say(Turn { answers: Some(call.id.clone()), ..Turn::text(Role::Tool, text) });
        }
        self.ask()
    }

    /// Whether this kind of mistake has not been corrected before.
    fn may_correct(&mut self, kind: &'static str) -> bool {
        let new = !self.corrected.contains(&kind);
        self.corrected.push(kind);
        new
    }
}
