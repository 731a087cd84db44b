//! Makes once more what is missing of a run: the steps that failed or never began, with what the others
//! made.
//!
//! ```text
//!  earlier run   0 picture, made ──► 1 clip, failed ──► 2 lip sync, not begun
//!                  │ asset                 │                  │
//!  its retry       └──────────────────► 0 clip ─────────► 1 lip sync      priced: these two
//! ```
//!
//! It is a run like any other, with a price of its own, and the earlier one stays as it ended.

use std::collections::HashMap;

use domain::{
    generation::{request::RunRequest, state::Status, step::StepState},
    id::{GenerationId, QuoteId},
};
use sha2::{Digest, Sha256};

use super::{
    accept::{self, Order},
    create::CreateError,
    record::{Record, StepRecord, StepSource},
    store,
};
use crate::{
    app::App,
    auth::Caller,
    catalog::Offers,
    conversation::{self, After, Spot},
    media::{self, AssetView},
    planning::{self, Earlier},
    platform::{db::Reader, hex},
    quote::{self, CheckError, Checked, QuoteView},
};

/// What a caller asks for.
#[derive(Debug)]
pub struct RetryGeneration {
    /// The run that something is missing of.
    pub earlier: GenerationId,
    /// An id the caller minted, so that the request can be repeated.
    pub generation: Option<GenerationId>,
    /// The price that was shown.
    pub quote: Option<QuoteId>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<String>,
}

/// The exact price of what is missing of a run.
///
/// # Errors
/// [`CreateError`]; `None` when there is no such run.
pub async fn offer(app: &App, caller: Caller, id: GenerationId) -> Result<Option<QuoteView>, CreateError> {
    let Some(earlier) = find(app, caller, id).await? else { return Ok(None) };
    let (checked, _) = earlier.missing(app, caller).await?;
    Ok(Some(quote::offer(app, caller, &earlier.record.flow_id, &checked).await?))
}

/// Makes what is missing of a run, as a run of its own in the same conversation, and answers it as stored
/// JSON; `None` when there is no such run. The same key or id answers the run that was made the first time.
///
/// # Errors
/// [`CreateError`].
pub async fn retry(
    app: &App,
    caller: Caller,
    request: RetryGeneration,
) -> Result<Option<String>, CreateError> {
    let Some(earlier) = find(app, caller, request.earlier).await? else { return Ok(None) };
    let mut order = Order {
        flow_id: earlier.record.flow_id.clone(),
        spot: Some(earlier.spot),
        generation: request.generation,
        quote: request.quote,
        idempotency_key: request.idempotency_key,
        request_hash: hex(&Sha256::digest(format!("retry of {}", request.earlier))),
        retry_of: Some(request.earlier),
        inputs: Vec::new(),
    };
    if let Some(view) = accept::repeated(app, caller, &order).await? {
        return Ok(Some(view));
    }
    let (checked, reused) = earlier.missing(app, caller).await?;
    order.inputs = reused;
    accept::accept(app, caller, order, checked).await.map(Some)
}

/// A run as it ended, and what it made.
struct EarlierRun {
    record: Record,
    /// The end of the branch it is in: what is made once more is an answer there.
    spot: Spot,
    steps: Vec<StepRecord>,
    made: Vec<AssetView>,
}

async fn find(app: &App, caller: Caller, id: GenerationId) -> Result<Option<EarlierRun>, CreateError> {
    let workspace = caller.workspace_id;
    let look = |reader: &Reader<'_>| {
        let found = store::find(reader, id)?.filter(|record| record.workspace == workspace);
        let Some(record) = found else { return Ok(None) };
        if !conversation::belongs_to(reader, record.conversation, workspace)? {
            return Err(CreateError::ConversationNotFound);
        }
        let made = media::of_generations(reader, &[id])?.remove(&id).unwrap_or_default();
        let conversation = record.conversation;
        let answer = conversation::answer_of(reader, conversation, id)?;
        let spot = Spot { conversation, after: answer.map_or(After::Newest, After::Branch) };
        Ok(Some(EarlierRun { record, spot, steps: store::steps(reader, id)?, made }))
    };
    app.db.read(look).await
}

impl EarlierRun {
    /// What is missing of it, planned, and the files of it that are used again. The flow has to be part of the
    /// plan that the caller is on now.
    async fn missing(&self, app: &App, caller: Caller) -> Result<(Checked, Vec<AssetView>), CreateError> {
        if self.record.batch.is_some() {
            return Err(CreateError::NotRetryable("A batch makes its failed items once more itself."));
        }
        let failed_in_part = self.record.status == Status::Completed && self.record.failure.is_some();
        if self.record.status != Status::Failed && !failed_in_part {
            return Err(CreateError::NotRetryable("Nothing of this run is missing."));
        }
        quote::entitled(app, caller, &self.record.flow_id).await.map_err(CreateError::Check)?;
        let (earlier, reused) = remaining(&self.steps, &self.made)?;
        let offers = Offers::of_workspace(app, caller.workspace_id);
        let planned: Result<Vec<_>, _> =
            earlier.into_iter().map(|step| planning::plan_again(&offers, step)).collect();
        let steps = planned.map_err(|error| CreateError::Check(CheckError::Planning(error)))?;
        Ok((checked(self.record.id, self.record.request.clone(), steps), reused))
    }
}

/// The steps that delivered nothing, in order, with the files they work on now; and which of these files
/// the run had made.
fn remaining(
    steps: &[StepRecord],
    made: &[AssetView],
) -> Result<(Vec<Earlier>, Vec<AssetView>), CreateError> {
    let is_missing = |step: &&StepRecord| !matches!(step.state, StepState::Completed);
    let places: HashMap<u32, u32> =
        steps.iter().filter(is_missing).map(|step| step.index).zip(0u32..).collect();
    let mut reused: Vec<AssetView> = Vec::new();
    let mut source = |source: &StepSource| match source {
        StepSource::Asset(asset) => Ok(StepSource::Asset(*asset)),
        StepSource::Step(index) => match places.get(index) {
            Some(place) => Ok(StepSource::Step(*place)),
            None => {
                let file = made.iter().find(|asset| asset.step_index == Some(*index) && !asset.late);
                let gone = CreateError::NotRetryable("A file it works on is not there any more.");
                let file = file.ok_or(gone)?;
                let id = file.id.parse().map_err(|_| CreateError::NotRetryable("A file has no name."))?;
                if !reused.iter().any(|known| known.id == file.id) {
                    reused.push(file.clone());
                }
                Ok(StepSource::Asset(id))
            }
        },
    };
    let mut missing = Vec::new();
    for step in steps.iter().filter(is_missing) {
        missing.push(Earlier {
            operation: step.operation,
            tool: step.tool.clone(),
            parameters: step.parameters.clone(),
            sources: step.sources.iter().map(&mut source).collect::<Result<_, CreateError>>()?,
            // Its first model, not the one that stood in for it last.
            model_id: step.tried.first().unwrap_or(&step.model_id).clone(),
        });
    }
    if missing.is_empty() {
        return Err(CreateError::NotRetryable("Nothing of this run is missing."));
    }
    Ok((missing, reused))
}

/// An offer binds for the same steps of the same run.
fn checked(id: GenerationId, request: RunRequest, steps: Vec<planning::PlannedStep>) -> Checked {
    let mut hasher = Sha256::new();
    hasher.update(id.to_string());
    for step in &steps {
        let call = (step.tool, &step.parameters, &step.sources, &step.model.id);
        hasher.update(serde_json::to_vec(&call).unwrap_or_default());
    }
    let hash = hex(&hasher.finalize());
    Checked { request, steps, notes: Vec::new(), transcript: None, hash, kept: None, use_cache: false }
}
