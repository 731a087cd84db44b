//! What a step made, as it is kept: whose it is, what it is called, what it shows.

use domain::{catalog::MediaType, id::AssetId, time::Millis};
use providers::Output;

use super::settle::Run;
use crate::media::NewOutput;

/// A file that a step made, as it is kept. What came `late` is not charged.
pub(super) fn new_output<'a>(
    run: &'a Run,
    index: usize,
    id: AssetId,
    output: &Output,
    late: bool,
    now: Millis,
) -> NewOutput<'a> {
    let step = &run.steps[index];
    let said = step.parameters.prompt.as_deref().or(step.parameters.text.as_deref());
    let words = said.unwrap_or(run.record.request.words());
    NewOutput {
        id,
        workspace: run.record.workspace,
        generation: run.record.id,
        step_index: step.index,
        prompt: words,
        alt: alt(step.operation.output(), &output.description, words),
        provenance: output.provenance.clone(),
        late,
        now,
    }
}

/// What is seen or heard, for people who cannot.
fn alt(made: MediaType, description: &str, words: &str) -> String {
    let noun = match made {
        MediaType::Image => "picture",
        MediaType::Video => "video",
        MediaType::Audio => "recording",
        MediaType::Text => "answer",
    };
    let shown = if description.is_empty() { words } else { description };
    format!("Generated {noun}: {shown}")
}
