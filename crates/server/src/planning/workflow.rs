//! A flow whose work a workflow does: one step, with the files that came with the words.

use agents::{Parameters, Tool};
use domain::{
    catalog::{Flow, MediaType, Operation, Workflow},
    generation::request::PictureRequest,
};

use super::{Planned, PlannedStep, PlanningError, Surroundings, complexity};
use crate::{app::App, catalog::Offers, generation::StepSource};

/// Whether files may come with the words of this flow.
#[must_use]
pub fn takes_files(app: &App, flow: &Flow) -> bool {
    app.catalog.workflow_of(flow).is_some() && needed(flow.operation).is_some()
}

/// The kind of file that an operation begins with.
fn needed(operation: Operation) -> Option<MediaType> {
    match operation {
        Operation::TextToImage | Operation::TextToVideo | Operation::Voiceover => None,
        _ => Some(MediaType::Image),
    }
}

pub(super) fn plan(
    offers: &Offers<'_>,
    workflow: &Workflow,
    request: &PictureRequest,
    surroundings: &Surroundings,
) -> Result<Planned, PlanningError> {
    let (flow, operation) = (&workflow.flow, workflow.flow.operation);
    let model = offers.catalog.model(&workflow.model_id(), operation);
    let model = model.filter(|model| offers.has(model));
    let model = model.ok_or_else(|| {
        let name = &flow.name;
        PlanningError::Unavailable(format!(
            "{name} is a workflow in n8n, which this installation is not connected to. Nothing was charged."
        ))
    })?;
    let first = surroundings.attached.first();
    if let Some(kind) = needed(operation)
        && first.is_none_or(|file| file.media_type != kind && operation != Operation::Lipsync)
    {
        let question = format!("{} works on a picture. Which one?", flow.name);
        return Err(PlanningError::NeedsAnswer(question));
    }
    let sources = surroundings.attached.iter().map(|file| StepSource::Asset(file.asset)).collect();
    let tool = Tool::ALL.into_iter().find(|tool| tool.operation() == operation.id());
    let tool = tool.ok_or_else(|| super::unavailable(Some(operation)))?;
    let words = request.prompt.as_str().to_owned();
    let spoken = matches!(operation, Operation::Voiceover | Operation::Lipsync).then(|| words.clone());
    let parameters = Parameters {
        prompt: Some(words),
        text: spoken,
        aspect_ratio: Some(request.aspect_ratio),
        quality: Some(request.quality),
        seed: request.seed,
        style: operation.has_sizes().then(|| request.style.clone()),
        ..Parameters::default()
    };
    let complexity = complexity(operation, &parameters, model);
    let step = PlannedStep { tool, operation, parameters, sources, model: model.clone(), complexity };
    Ok(Planned { steps: vec![step], notes: Vec::new(), transcript: None, by_model: false })
}
