//! A plan as it is kept with an offer, and whether it still says what the words mean.
//!
//! A language model asked twice may plan twice differently, so the plan a price was shown for is the one that
//! runs. It binds while the router, which always answers the same, reads the words as it did then, and, where the
//! plan works on something the conversation had made, while the conversation has made nothing since: then "it" may
//! be another picture.

use std::collections::HashSet;

use agents::{Parameters, Tool};
use domain::{catalog::Operation, generation::request::PictureRequest, id::AssetId, pricing::Complexity};
use serde::{Deserialize, Serialize};

use super::{Planned, PlannedStep, Surroundings, agent};
use crate::{catalog::Offers, generation::StepSource, platform};

/// What the words were asked in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Situation {
    /// Names what the router made of the words.
    reading: String,
    /// Names what the conversation had made.
    results: String,
}

impl Situation {
    /// The situation now. `request` is as it was asked, before a plan settles anything in it.
    #[must_use]
    pub fn of(offers: &Offers<'_>, request: &PictureRequest, surroundings: &Surroundings) -> Situation {
        let results = serde_json::to_string(&surroundings.assets).unwrap_or_default();
        let name = |text: &str| platform::hex(&<sha2::Sha256 as sha2::Digest>::digest(text));
        Situation { reading: name(&agent::reading(offers, request, surroundings)), results: name(&results) }
    }
}

/// A plan with the request it settled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptPlan {
    request: PictureRequest,
    steps: Vec<KeptStep>,
    notes: Vec<String>,
    transcript: Option<String>,
    situation: Situation,
    /// Whether it works on something the conversation had made.
    uses_results: bool,
    /// Whether a language model decided it, and not the router in its place.
    pub by_model: bool,
}

/// A step; its model by name, because the catalog has the rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptStep {
    tool: Tool,
    operation: Operation,
    parameters: Parameters,
    sources: Vec<StepSource>,
    model: String,
    complexity: Complexity,
}

impl KeptPlan {
    /// A plan made in `situation`, of a request that it has settled.
    #[must_use]
    pub fn new(
        request: &PictureRequest,
        planned: &Planned,
        situation: Situation,
        surroundings: &Surroundings,
    ) -> KeptPlan {
        let attached: HashSet<AssetId> = surroundings.attached.iter().map(|file| file.asset).collect();
        let earlier = |source: &StepSource| match source {
            StepSource::Asset(asset) => !attached.contains(asset),
            StepSource::Step(_) => false,
        };
        KeptPlan {
            request: request.clone(),
            uses_results: planned.steps.iter().flat_map(|step| &step.sources).any(earlier),
            steps: planned.steps.iter().map(KeptStep::of).collect(),
            notes: planned.notes.clone(),
            transcript: planned.transcript.clone(),
            situation,
            by_model: planned.by_model,
        }
    }

    /// Whether it is still what the words mean.
    #[must_use]
    pub fn binds(&self, now: &Situation) -> bool {
        self.situation.reading == now.reading && (!self.uses_results || self.situation.results == now.results)
    }

    /// The request and the plan as they were; `None` when a model of it is no more, or nobody runs it now.
    #[must_use]
    pub fn restore(&self, offers: &Offers<'_>) -> Option<(PictureRequest, Planned)> {
        let steps: Option<Vec<_>> = self.steps.iter().map(|step| step.restore(offers)).collect();
        let planned = Planned {
            steps: steps?,
            notes: self.notes.clone(),
            transcript: self.transcript.clone(),
            by_model: self.by_model,
        };
        Some((self.request.clone(), planned))
    }
}

impl KeptStep {
    fn of(step: &PlannedStep) -> KeptStep {
        KeptStep {
            tool: step.tool,
            operation: step.operation,
            parameters: step.parameters.clone(),
            sources: step.sources.clone(),
            model: step.model.id.clone(),
            complexity: step.complexity,
        }
    }

    fn restore(&self, offers: &Offers<'_>) -> Option<PlannedStep> {
        let model = offers.catalog.model(&self.model, self.operation)?;
        if !offers.has(model) {
            return None;
        }
        Some(PlannedStep {
            tool: self.tool,
            operation: self.operation,
            parameters: self.parameters.clone(),
            sources: self.sources.clone(),
            model: model.clone(),
            complexity: self.complexity,
        })
    }
}
