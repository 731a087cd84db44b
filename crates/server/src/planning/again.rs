//! A step that was planned before, as it is done once more.

use agents::{Parameters, Tool};
use domain::catalog::Operation;

use super::{PlannedStep, PlanningError, complexity, unavailable};
use crate::{catalog::Offers, generation::StepSource};

/// What is known of a step that was planned before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// What it does.
    pub operation: Operation,
    /// The tool call it came from.
    pub tool: String,
    /// What the tool was told.
    pub parameters: Parameters,
    /// What it works on now.
    pub sources: Vec<StepSource>,
    /// The model it was planned with.
    pub model_id: String,
}

/// Plans it with the same model, or where that is gone or switched off with the best there is.
///
/// # Errors
/// [`PlanningError::Unavailable`] when nobody does it any more.
pub fn plan_again(offers: &Offers<'_>, step: Earlier) -> Result<PlannedStep, PlanningError> {
    let Earlier { operation, tool, parameters, sources, model_id } = step;
    let same = offers.catalog.model(&model_id, operation).filter(|model| offers.has(model));
    let model = same.or_else(|| offers.best(operation));
    let model = model.ok_or_else(|| unavailable(Some(operation)))?.clone();
    let tool = Tool::ALL.into_iter().find(|known| known.name() == tool);
    let tool = tool.ok_or_else(|| unavailable(Some(operation)))?;
    let complexity = complexity(operation, &parameters, &model);
    Ok(PlannedStep { tool, operation, parameters, sources, model, complexity })
}
