//! Questions about a run from those who speak for work that is done elsewhere: does a step still wait for
//! it, which files does it work on.

use domain::{generation::step::StepState, id::GenerationId};
use providers::InputFile;

use super::{record::StepRecord, settle::Run, store, work};
use crate::{
    app::App,
    media,
    platform::{
        db::{DbError, Reader},
        http::problem::Problem,
    },
};

/// Where the step of an attempt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for what comes of this attempt.
    Open,
    /// It has ended: completed, failed or cancelled.
    Ended {
        /// Its place in the run.
        step_index: u32,
    },
}

/// Where the step of an attempt (`stp_…-1`) stands; `None` when the run has no such step, or the step has
/// gone on to another attempt.
///
/// # Errors
/// [`DbError`].
pub fn standing(
    reader: &Reader<'_>,
    id: GenerationId,
    attempt_id: &str,
) -> Result<Option<Standing>, DbError> {
    let steps = store::steps(reader, id)?;
    let step = steps.iter().find(|step| step.attempt_id() == attempt_id);
    Ok(step.map(|step| match step.state {
        StepState::Completed | StepState::Failed(_) | StepState::Cancelled => {
            Standing::Ended { step_index: step.index }
        }
        _ => Standing::Open,
    }))
}

/// A file that the step of an attempt works on, by its place; `None` when there is no such file.
///
/// # Errors
/// [`Problem`] when it cannot be read.
pub async fn input_file(
    app: &App,
    id: GenerationId,
    attempt_id: &str,
    index: usize,
) -> Result<Option<InputFile>, Problem> {
    let run = app
        .db
        .read(|reader| {
            let Some(record) = store::find(reader, id)? else { return Ok::<_, DbError>(None) };
            Ok(Some(Run { record, steps: store::steps(reader, id)? }))
        })
        .await?;
    let Some(run) = run else { return Ok(None) };
    let Some(step) = run.steps.iter().find(|step| step.attempt_id() == attempt_id) else { return Ok(None) };
    let Ok(assets) = work::input_assets(app, &run, step).await else { return Ok(None) };
    let Some(asset) = assets.get(index) else { return Ok(None) };
    let file = media::input(&app.db, &app.storage, *asset, run.record.workspace).await;
    file.map_err(|error| Problem::internal(&error))
}

impl StepRecord {
    /// Names its latest attempt to providers.
    pub(super) fn attempt_id(&self) -> String {
        format!("{}-{}", self.id, self.attempt)
    }
}
