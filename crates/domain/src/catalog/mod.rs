//! Flows and models as data: what exists, what it accepts, what it costs.
//!
//! The server reads `catalog/*.toml` into these types and refuses to start on a mistake, with the place
//! named; [`Catalog::check`] holds the rules between entries. `operation.rs` what is done, `shape.rs` its
//! looks, `model.rs` who does it, `cost.rs` what that costs, `order.rs` who is asked first, `intake.rs` which files
//! it takes, `flow.rs` and `workflow.rs` what people run.

mod choice;
mod cost;
#[cfg(test)]
pub(crate) mod cost_cases;
mod flow;
mod intake;
mod model;
mod operation;
mod order;
mod parameter;
mod shape;
mod workflow;

pub use choice::ModelChoice;
pub use cost::{Cost, CostCondition, CostTerm, CostUnit, Measure};
pub use flow::{Flow, SamplePrompt};
pub use intake::{Conversion, FileFacts};
pub use model::{Model, RETIREMENT_NOTICE_DAYS};
pub use operation::{MediaType, Operation};
pub use order::Preference;
pub use parameter::{InputLimits, ParameterLimit, ParameterValue};
pub use shape::{AspectRatio, PixelSize, SizeOption, StyleOption};
pub use workflow::{WORKFLOW_FIELDS, WORKFLOW_PROVIDER, Workflow};

/// The provider that is this machine itself.
pub const LOCAL_PROVIDER: &str = "local";

/// All flows and models.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// In the order of the gallery.
    pub flows: Vec<Flow>,
    /// In the order of the file.
    pub models: Vec<Model>,
    /// Workflows that run elsewhere; their flows and models are among the others.
    pub workflows: Vec<Workflow>,
}

impl Catalog {
    /// The flow with this id.
    #[must_use]
    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.id == id)
    }

    /// The model with this id, at this operation.
    #[must_use]
    pub fn model(&self, id: &str, operation: Operation) -> Option<&Model> {
        self.models.iter().find(|model| model.id == id && model.operation == operation)
    }

    /// Adds workflows with their flows and models.
    #[must_use]
    pub fn with_workflows(mut self, workflows: Vec<Workflow>) -> Catalog {
        self.flows.extend(workflows.iter().map(|workflow| workflow.flow.clone()));
        self.models.extend(workflows.iter().map(Workflow::model));
        self.workflows.extend(workflows);
        self
    }

    /// The workflow that does this flow's work, if one does.
    #[must_use]
    pub fn workflow_of(&self, flow: &Flow) -> Option<&Workflow> {
        self.workflows.iter().find(|workflow| workflow.flow.id == flow.id)
    }

    /// The models that can do a flow's work, best first.
    #[must_use]
    pub fn chain_of(&self, flow: &Flow) -> Vec<&Model> {
        match self.workflow_of(flow) {
            Some(workflow) => self.model(&workflow.model_id(), flow.operation).into_iter().collect(),
            None => self.chain(flow.operation),
        }
    }

    /// Says what is wrong between entries: duplicate ids, flows nobody can run, models without sizes.
    #[must_use]
    pub fn check(&self) -> Vec<String> {
        let mut mistakes: Vec<_> = self.workflows.iter().flat_map(Workflow::mistakes).collect();
        for (index, flow) in self.flows.iter().enumerate() {
            if self.flows[..index].iter().any(|other| other.id == flow.id) {
                mistakes.push(format!("flow `{}` is defined twice", flow.id));
            }
            if self.chain_of(flow).is_empty() {
                mistakes.push(format!("flow `{}`: no model does {}", flow.id, flow.operation.id()));
            }
        }
        for (index, model) in self.models.iter().enumerate() {
            let same = |other: &Model| other.id == model.id && other.operation == model.operation;
            if self.models[..index].iter().any(same) {
                mistakes.push(format!("model `{}` is defined twice for {}", model.id, model.operation.id()));
            }
            mistakes.extend(model.mistakes());
        }
        mistakes
    }
}
