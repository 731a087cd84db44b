//! Makes the run of a batch's item.
//!
//! An item was checked, planned and priced when its batch was accepted; here it becomes a run like any
//! other, in the transaction of the batch that decided so. It stands in line under the plan of the batch,
//! holds nothing itself, and tells its batch of every change ([`super::settle`]).

use agents::Parameters;
use domain::{
    catalog::Operation,
    generation::{request::RunRequest, schedule::STEPS_MAX, state::Status, step::StepState},
    id::{BatchId, ConversationId, GenerationId, JobId, StepId, UserId, WorkspaceId},
    money::{Credits, Ratio},
    plan::Plan,
    queue::Class,
    time::Millis,
};
use serde::{Deserialize, Serialize};

use super::{
    record::{Record, StepRecord, StepSource},
    store,
};
use crate::{
    planning::PlannedStep,
    platform::{
        db::{DbError, Tx},
        jobs::{self, JobKind, NewJob},
    },
    quote::{ModelView, QuoteView, QuotedStepView},
};

/// A step of an item, as it is kept until its run is made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemStep {
    /// The tool call it comes from.
    pub tool: String,
    /// What it does.
    pub operation: Operation,
    /// What the tool is told.
    pub parameters: Parameters,
    /// What it works on.
    pub sources: Vec<StepSource>,
    /// Who does it.
    pub model: ModelView,
    /// Its exact price in millionths of a credit.
    pub millionths: i64,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// Whether it works with a key of the workspace.
    #[serde(default)]
    pub own_key: bool,
}

impl ItemStep {
    /// A planned step at its price; whether it works with a key of the workspace, which no other may stand in for.
    #[must_use]
    pub fn of(step: &PlannedStep, price: Ratio, own_key: bool) -> ItemStep {
        ItemStep {
            tool: step.tool.name().to_owned(),
            operation: step.operation,
            parameters: step.parameters.clone(),
            sources: step.sources.clone(),
            model: ModelView::of(&step.model),
            millionths: price.millionths(),
            expected_ms: step.model.expected_ms(step.complexity),
            own_key,
        }
    }
}

/// Identifiers for a run, minted outside the transaction.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// The run's.
    pub generation: GenerationId,
    /// Its job's.
    pub job: JobId,
    /// Its steps', as many as it may have.
    pub steps: [StepId; STEPS_MAX],
}

/// What the items of a batch share.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The batch.
    pub batch: BatchId,
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Who sent it.
    pub user: UserId,
    /// Where it was sent.
    pub conversation: ConversationId,
    /// The flow.
    pub flow_id: String,
    /// The plan it was accepted under.
    pub plan: Plan,
    /// The price it was accepted at.
    pub quote_id: String,
    /// How many runs of the workspace may be worked on at once.
    pub concurrency: u32,
}

/// An item that becomes a run.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Which one; counts from 0.
    pub index: u32,
    /// What was asked for.
    pub request: RunRequest,
    /// How it is done.
    pub steps: Vec<ItemStep>,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
}

/// Makes the run and puts it in line.
///
/// # Errors
/// [`DbError`], also for an item without steps.
pub fn begin(
    tx: &mut Tx<'_>,
    owner: &Owner,
    item: NewItem,
    fresh: Fresh,
    now: Millis,
) -> Result<(), DbError> {
    let Some(first) = item.steps.first() else {
        return Err(DbError::Engine(format!("item {} of {} has no steps", item.index, owner.batch)));
    };
    let (lane, operation) = (first.model.provider.clone(), first.operation.id().to_owned());
    let expected_ms = item.expected_ms;
    let steps = (0..).zip(&item.steps).zip(fresh.steps);
    let steps = steps.map(|((index, step), id)| step_record(fresh.generation, index, id, step)).collect();
    let record = record(owner, item, fresh.generation, now);
    store::insert(tx, &store::Prepared::new(record, steps)?)?;
    let job = NewJob {
        id: fresh.job,
        kind: JobKind::Generation,
        subject: fresh.generation.to_string(),
        workspace: owner.workspace,
        class: Class::of(owner.plan),
        lane,
        operation,
        cost_ms: expected_ms,
        concurrency: owner.concurrency,
        run_at: now,
    };
    jobs::enqueue(tx, &job, now)
}

fn record(owner: &Owner, item: NewItem, id: GenerationId, now: Millis) -> Record {
    let exact = item.steps.iter().map(|step| Ratio::of_millionths(step.millionths));
    let most = exact.fold(Ratio::whole(0), Ratio::plus).ceil_credits();
    let first = item.steps.first();
    let quote = QuoteView {
        id: owner.quote_id.clone(),
        flow_id: owner.flow_id.clone(),
        operation: first.map_or_else(String::new, |step| step.operation.id().to_owned()),
        model: first.map_or_else(ModelView::default, |step| step.model.clone()),
        credits: most.0,
        // The bill is the batch's.
        factors: Vec::new(),
        expected_ms: item.expected_ms,
        steps: quoted_steps(&item.steps),
        notes: Vec::new(),
        cached: None,
        created_at: now.0,
        expires_at: now.0,
    };
    Record {
        id,
        workspace: owner.workspace,
        user: owner.user,
        conversation: owner.conversation,
        flow_id: owner.flow_id.clone(),
        status: Status::Queued,
        version: 1,
        progress: 0,
        sentence: Some("In line".into()),
        preview: None,
        request: item.request,
        quote,
        // Repeats are the batch's business.
        request_hash: String::new(),
        held: most,
        used: Credits::ZERO,
        returned: Credits::ZERO,
        response: None,
        transcript: None,
        warnings: Vec::new(),
        failure: None,
        expected_ms: item.expected_ms,
        created_at: now,
        started_at: None,
        completed_at: None,
        batch: Some((owner.batch, item.index)),
        retry_of: None,
        inputs: Vec::new(),
        // Who asks for many wants many: items are made, and answer nobody.
        identity: None,
    }
}

/// The steps of the quote say which key does them; where every one is the operator's, there is nothing to say.
fn quoted_steps(steps: &[ItemStep]) -> Vec<QuotedStepView> {
    if !steps.iter().any(|step| step.own_key) {
        return Vec::new();
    }
    let quoted = |step: &ItemStep| QuotedStepView {
        operation: step.operation.id().to_owned(),
        label: step.operation.noun().to_owned(),
        model: step.model.clone(),
        millionths: step.millionths,
        expected_ms: step.expected_ms,
        needs: StepSource::needs(&step.sources),
        own_key: step.own_key,
    };
    steps.iter().map(quoted).collect()
}

fn step_record(generation: GenerationId, index: u32, id: StepId, step: &ItemStep) -> StepRecord {
    StepRecord {
        generation,
        index,
        id,
        operation: step.operation,
        tool: step.tool.clone(),
        parameters: step.parameters.clone(),
        sources: step.sources.clone(),
        price: Ratio::of_millionths(step.millionths),
        expected_ms: step.expected_ms,
        provider: step.model.provider.clone(),
        model_id: step.model.id.clone(),
        model_name: step.model.name.clone(),
        state: StepState::Waiting { attempts: 0 },
        attempt: 0,
        remote_id: None,
        progress: 0,
        sentence: None,
        made_by: None,
        tried: Vec::new(),
        not_before: None,
        started_at: None,
        completed_at: None,
    }
}
