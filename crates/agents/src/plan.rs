//! What an agent decides: a plan, a question, or a refusal.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    agent::Agent,
    parameters::Parameters,
    request::{AgentRequest, MediaKind},
    schema::ToolArgumentError,
    tool::Tool,
    transcript::Turn,
};

/// Calls in one plan; more is a batch, not a request.
pub const PLAN_CALLS_MAX: usize = 8;

/// Where an input of a call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "from", content = "index", rename_all = "lowercase")]
pub enum Source {
    /// A file that came with the request.
    Attachment(usize),
    /// A result of the conversation; 0 is the newest.
    Earlier(usize),
    /// The output of an earlier call of the same plan.
    Step(usize),
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Attachment(index) => write!(formatter, "attachment:{index}"),
            Source::Earlier(index) => write!(formatter, "earlier:{index}"),
            Source::Step(index) => write!(formatter, "step:{index}"),
        }
    }
}

/// One tool call of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedCall {
    /// What is called.
    pub tool: Tool,
    /// What it is told.
    pub parameters: Parameters,
    /// The files it works on, in the order the tool wants them.
    pub inputs: Vec<Source>,
}

/// Tool calls whose later ones may use the outputs of earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The calls; a call refers only to calls before it, so a plan has no cycles.
    pub calls: Vec<PlannedCall>,
    /// What was assumed or left out, in sentences for the user.
    pub notes: Vec<String>,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Sexual content that involves minors.
    SexualMinors,
    /// Undressing or sexualising a real person without consent.
    NonConsensual,
    /// Instructions for weapons that kill many, or for explosives.
    Weapons,
    /// Help with, or encouragement of, self-harm.
    SelfHarm,
    /// A language model would not do it, for a reason of its own.
    Declined,
}

impl RefusalCode {
    /// The name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            RefusalCode::SexualMinors => "sexual_minors",
            RefusalCode::NonConsensual => "non_consensual",
            RefusalCode::Weapons => "weapons",
            RefusalCode::SelfHarm => "self_harm",
            RefusalCode::Declined => "declined",
        }
    }
}

/// What an agent answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "lowercase")]
pub enum Decision {
    /// Do this.
    Plan(Plan),
    /// Nothing sensible can be done without an answer to this.
    Clarify {
        /// One question, for the user.
        question: String,
    },
    /// This is not done.
    Refuse {
        /// One sentence, for the user.
        reason: String,
        /// The stable name of the reason.
        code: RefusalCode,
    },
}

/// A decision, who took it, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Routed {
    /// What was decided.
    pub decision: Decision,
    /// The specialist whose tools the plan uses; the Producer where it uses several or none.
    pub agent: Agent,
    /// How it came about.
    pub transcript: Vec<Turn>,
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Fewer than one call or more than [`PLAN_CALLS_MAX`].
    #[error("a plan has 1 to {PLAN_CALLS_MAX} calls, this one has {0}")]
    Calls(usize),
    /// A call refers to itself or to a later call.
    #[error("call {call} refers to call {step}, which is not before it")]
    StepOrder {
        /// The call that refers.
        call: usize,
        /// The call it refers to.
        step: usize,
    },
    /// A call refers to an attachment or an earlier result that is not there.
    #[error("call {call} refers to {source_name}, which is not there")]
    Missing {
        /// The call that refers.
        call: usize,
        /// What it refers to, e.g. `attachment:3`.
        source_name: String,
    },
    /// A call has too few or too many inputs, or of the wrong kind.
    #[error("call {call}: {tool} does not take these inputs")]
    Inputs {
        /// The call.
        call: usize,
        /// Its tool.
        tool: &'static str,
    },
    /// A call's parameters do not fit its tool.
    #[error("call {call}: {error}")]
    Parameters {
        /// The call.
        call: usize,
        /// What is wrong.
        error: ToolArgumentError,
    },
}

impl Plan {
    /// Checks what can be checked without the request: the number of calls, their order, the number of
    /// inputs, the kinds of those that come from other calls, and the parameters.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), PlanError> {
        self.check_with(&|source| match source {
            Source::Step(step) => Ok(self.calls.get(step).map(|call| call.tool.output())),
            Source::Attachment(_) | Source::Earlier(_) => Ok(None),
        })
    }

    /// Checks all of [`Plan::check`], and that the attachments and earlier results it names exist and fit.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check_against(&self, request: &AgentRequest<'_>) -> Result<(), PlanError> {
        self.check_with(&|source| {
            let kind = match source {
                Source::Step(step) => self.calls.get(step).map(|call| call.tool.output()),
                Source::Attachment(index) => request.attachments.get(index).map(|file| file.kind),
                Source::Earlier(index) => request.context.results.get(index).map(|result| result.kind),
            };
            kind.map(Some).ok_or_else(|| source.to_string())
        })
    }

    /// `kind_of` answers the kind of a source, `None` where it cannot be known, `Err(name)` where it is missing.
    fn check_with(
        &self,
        kind_of: &dyn Fn(Source) -> Result<Option<MediaKind>, String>,
    ) -> Result<(), PlanError> {
        if self.calls.is_empty() || self.calls.len() > PLAN_CALLS_MAX {
            return Err(PlanError::Calls(self.calls.len()));
        }
        for (call, planned) in self.calls.iter().enumerate() {
            let mut kinds = Vec::with_capacity(planned.inputs.len());
            for &source in &planned.inputs {
                if let Source::Step(step) = source
                    && step >= call
                {
                    return Err(PlanError::StepOrder { call, step });
                }
                kinds.push(kind_of(source).map_err(|source_name| PlanError::Missing { call, source_name })?);
            }
            if !inputs_fit(planned, &kinds) {
                return Err(PlanError::Inputs { call, tool: planned.tool.name() });
            }
            planned
                .tool
                .check_parameters(&planned.parameters)
                .map_err(|error| PlanError::Parameters { call, error })?;
            enough_said(planned).map_err(|error| PlanError::Parameters { call, error })?;
        }
        Ok(())
    }
}

/// Whether the inputs are as many and of the kinds the tool takes; an unknown kind fits.
fn inputs_fit(call: &PlannedCall, kinds: &[Option<MediaKind>]) -> bool {
    let rule = call.tool.inputs();
    let (pictures, rest) = kinds.split_at(kinds.len().min(*rule.count.end()));
    let fits = |kind: &Option<MediaKind>| kind.is_none_or(|kind| rule.first.contains(&kind));
    let audio_fits = match rest {
        [] => true,
        [one] => rule.audio && one.is_none_or(|kind| kind == MediaKind::Audio),
        _ => false,
    };
    rule.count.contains(&pictures.len()) && pictures.iter().all(fits) && audio_fits
}

/// The rules between inputs and parameters: what a second input would say must otherwise be said in words.
fn enough_said(call: &PlannedCall) -> Result<(), ToolArgumentError> {
    let parameters = &call.parameters;
    let said = match call.tool {
        Tool::Lipsync => parameters.text.is_some(),
        Tool::BackgroundReplace => parameters.background.is_some(),
        Tool::StyleTransfer => parameters.style.is_some(),
        _ => true,
    };
    match call.tool.instead_of_second_input() {
        Some((name, message)) if !said && call.inputs.len() < 2 => {
            Err(ToolArgumentError::new(&format!("/{name}"), message))
        }
        _ => Ok(()),
    }
}

impl Tool {
    /// The parameter that says in words what a second input would, with a sentence for who gives neither.
    #[must_use]
    pub fn instead_of_second_input(self) -> Option<(&'static str, &'static str)> {
        match self {
            Tool::Lipsync => Some(("text", "give a text, or an audio as second input")),
            Tool::BackgroundReplace => {
                Some(("background", "say what the background shows, or give it as second input"))
            }
            Tool::StyleTransfer => Some(("style", "name a style, or give an example as second input")),
            _ => None,
        }
    }
}
