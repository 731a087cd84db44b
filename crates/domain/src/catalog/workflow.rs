//! A workflow that runs elsewhere, as an operator describes it in `catalog/n8n.toml`: how it is called,
//! what it stands for and costs, and the flow by which people run it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{AspectRatio, Cost, Flow, InputLimits, Model, SizeOption};
use crate::{money::UsdMicros, pricing::Quality};

/// The provider that runs workflows.
pub const WORKFLOW_PROVIDER: &str = "n8n";
/// What of the input can be handed to a workflow.
pub const WORKFLOW_FIELDS: [&str; 5] = ["prompt", "aspectRatio", "style", "quality", "seed"];

/// A workflow and the flow that runs it. The workflow does that flow's work and nobody else's: no other
/// model takes over for it, and it takes over for none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    /// The path of its webhook, e.g. `marty-poster`.
    pub webhook: String,
    /// Which input it is handed, by the names of [`WORKFLOW_FIELDS`]; empty for all of it.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What one run costs the operator, in millionths of a US dollar; the price follows from it.
    pub cost_usd_micros: UsdMicros,
    /// Where the cost was read, and when.
    pub cost_source: String,
    /// Typical time for one result, in milliseconds.
    pub expected_ms: i64,
    /// The deadline of one result, in milliseconds.
    pub deadline_ms: i64,
    /// The flow, with the operation that the workflow stands for.
    pub flow: Flow,
}

impl Workflow {
    /// The id of the model that stands for it.
    #[must_use]
    pub fn model_id(&self) -> String {
        format!("{WORKFLOW_PROVIDER}-{}", self.flow.id)
    }

    /// The model that stands for it, so that it is priced, run and shown like any other.
    #[must_use]
    pub fn model(&self) -> Model {
        let sizes = if self.flow.operation.has_sizes() { usual_sizes() } else { Vec::new() };
        Model {
            id: self.model_id(),
            name: self.flow.name.clone(),
            provider: WORKFLOW_PROVIDER.to_owned(),
            operation: self.flow.operation,
            endpoints: vec![self.webhook.clone()],
            cost: Some(Cost::per_run(self.cost_usd_micros)),
            cost_source: self.cost_source.clone(),
            cost_read: None,
            // The operator's own word for the operator's own machine.
            cost_unknown: String::new(),
            cost_verified: true,
            expected_ms: self.expected_ms,
            expected_complex_ms: None,
            deadline_ms: self.deadline_ms,
            quality_rank: 0,
            // A webhook starts a workflow as often as it is called.
            deduplicates_submits: false,
            retires_on: None,
            parameters: BTreeMap::new(),
            input: InputLimits::default(),
            styles: Vec::new(),
            sizes,
        }
    }

    /// What is wrong with it by itself.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        let id = &self.flow.id;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.');
        let path_fits = !self.webhook.is_empty()
            && self.webhook.chars().all(fits)
            && self.webhook.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        let unknown = self.fields.iter().find(|field| !WORKFLOW_FIELDS.contains(&field.as_str()));
        let rules = [
            (
                path_fits,
                format!("workflow `{id}`: `webhook` is the path of a webhook, such as `marty-poster`"),
            ),
            (self.deadline_ms > 0 && self.expected_ms > 0, format!("workflow `{id}`: times are above 0")),
            (self.cost_usd_micros.0 >= 0, format!("workflow `{id}`: a cost is not below 0")),
            (!self.flow.agent, format!("workflow `{id}`: its flow has no agent")),
            (
                unknown.is_none(),
                format!("workflow `{id}`: there is no field `{}`", unknown.cloned().unwrap_or_default()),
            ),
        ];
        rules.into_iter().filter(|(holds, _)| !holds).map(|(_, mistake)| mistake).collect()
    }
}

/// The sizes that are asked for; what the workflow makes of them is its own business.
fn usual_sizes() -> Vec<SizeOption> {
    let sides = |ratio| match ratio {
        AspectRatio::Square => (1024, 1024),
        AspectRatio::Wide => (1344, 756),
        AspectRatio::Tall => (756, 1344),
        AspectRatio::Classic => (1152, 864),
    };
    let mut sizes = Vec::new();
    for aspect_ratio in AspectRatio::ALL {
        let (width, height) = sides(aspect_ratio);
        for quality in Quality::ALL {
            sizes.push(SizeOption { aspect_ratio, quality, width, height });
        }
    }
    sizes
}
