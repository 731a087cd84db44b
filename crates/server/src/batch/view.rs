//! Batches and their items as people see them.

use domain::{
    batch::{self, ItemState, Kind},
    generation::state::Status,
    id::{BatchId, WorkspaceId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    price::BatchQuoteView,
    store::{self, ItemRecord, Record},
};
use crate::{
    generation,
    media::AssetView,
    platform::db::{DbError, Reader},
};

/// Many runs as one unit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchView {
    /// `bat_…`
    pub id: String,
    /// The flow its items run.
    pub flow_id: String,
    /// The conversation it belongs to.
    pub conversation_id: String,
    /// `prompts`, `variations` or `compare`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// `queued`, `processing`, `completed`, `failed` or `cancelled`. One that delivered anything is completed.
    #[schema(value_type = String)]
    pub status: Status,
    /// 0 to 100: the mean of its items.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: u8,
    /// How many items stand where.
    pub counts: CountsView,
    /// The words of the first item.
    pub prompt: String,
    /// The price it was accepted at.
    pub quote: BatchQuoteView,
    /// Credits set aside now, for all items together.
    pub credits_held: i64,
    /// Credits charged, for what was delivered.
    pub credits_used: i64,
    /// Credits given back.
    pub credits_returned: i64,
    /// What trying the failed items again means; nothing when none failed.
    pub retry: Option<RetryView>,
    /// Grows with every change of the batch or an item.
    pub version: i64,
    /// When it was accepted, in UTC milliseconds.
    pub created_at: i64,
    /// When its last item ended.
    pub completed_at: Option<i64>,
}

/// How many items stand where.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct CountsView {
    /// All.
    pub total: u32,
    /// Not in line yet.
    pub waiting: u32,
    /// In line.
    pub queued: u32,
    /// Being made.
    pub processing: u32,
    /// Delivered.
    pub completed: u32,
    /// Ended without a result.
    pub failed: u32,
    /// Stopped by a person.
    pub cancelled: u32,
}

/// What trying the failed items again means.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct RetryView {
    /// How many items.
    pub items: u32,
    /// What is set aside for it; 0 while the batch is open, whose hold still covers them.
    pub credits: i64,
}

/// One item of a batch.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BatchItemView {
    /// Counts from 0.
    pub index: u32,
    /// `waiting`, `queued`, `processing`, `completed`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    pub status: ItemState,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: u8,
    /// What to see.
    pub prompt: String,
    /// A style of the flow, or `auto`.
    pub style: String,
    /// The same words and seed make the same picture again.
    pub seed: i64,
    /// Its run; nothing before it stands in line.
    pub generation_id: Option<String>,
    /// The id of the model that made it, or is to make it.
    pub model_id: String,
    /// That model's name.
    pub model_name: String,
    /// Its exact price on the batch's bill, as a decimal.
    pub price: String,
    /// What it made first.
    pub asset: Option<AssetView>,
    /// How many files it made.
    pub asset_count: u32,
    /// Why it, or a part of it, was not made.
    pub error: Option<ItemErrorView>,
    /// When a worker began, in UTC milliseconds.
    pub started_at: Option<i64>,
    /// When it ended.
    pub completed_at: Option<i64>,
    /// The version of the batch at its last change.
    pub version: i64,
}

/// Why an item was not made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ItemErrorView {
    /// A stable problem code.
    pub code: String,
    /// What happened, in a sentence.
    pub message: String,
}

/// The part of a run's view that an item shows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Glance {
    pub output_assets: Vec<AssetView>,
    steps: Vec<StepGlance>,
    started_at: Option<i64>,
    completed_at: Option<i64>,
}

impl Glance {
    /// The name of the model that made the first step.
    pub(super) fn made_by(&self) -> Option<&str> {
        self.steps.first().map(|step| step.model.name.as_str())
    }
}

#[derive(Deserialize)]
struct StepGlance {
    model: ModelGlance,
}

#[derive(Deserialize)]
struct ModelGlance {
    id: String,
    name: String,
}

/// The batch as it is now; `None` when there is none.
///
/// # Errors
/// [`DbError`].
pub fn view(reader: &Reader<'_>, id: BatchId) -> Result<Option<BatchView>, DbError> {
    store::find(reader, id)?.map(|record| render(reader, record)).transpose()
}

/// The batch of this workspace.
pub(super) fn view_of(
    reader: &Reader<'_>,
    id: BatchId,
    workspace: WorkspaceId,
) -> Result<Option<BatchView>, DbError> {
    store::find_of(reader, id, workspace)?.map(|record| render(reader, record)).transpose()
}

fn render(reader: &Reader<'_>, record: Record) -> Result<BatchView, DbError> {
    let (counts, percents) = store::counts(reader, record.id)?;
    let retry = match counts.failed {
        0 => None,
        items => {
            let closed = record.completed_at.is_some();
            let credits = if closed { batch::cost(store::failed(reader, record.id)?).0 } else { 0 };
            Some(RetryView { items, credits })
        }
    };
    Ok(BatchView {
        id: record.id.to_string(),
        flow_id: record.flow_id,
        conversation_id: record.conversation.to_string(),
        kind: record.kind,
        status: counts.status(),
        progress: batch::progress(&counts, percents),
        counts: CountsView {
            total: counts.total(),
            waiting: counts.waiting,
            queued: counts.queued,
            processing: counts.processing,
            completed: counts.completed,
            failed: counts.failed,
            cancelled: counts.cancelled,
        },
        prompt: record.prompt,
        quote: record.quote,
        credits_held: record.held.0,
        credits_used: record.used.0,
        credits_returned: record.returned.0,
        retry,
        version: record.version,
        created_at: record.created_at.0,
        completed_at: record.completed_at.map(|at| at.0),
    })
}

/// An item with what its run made.
pub(super) fn item(reader: &Reader<'_>, record: &ItemRecord) -> Result<BatchItemView, DbError> {
    let glance = match record.generation {
        Some(id) => generation::read_as::<Glance>(reader, id)?,
        None => None,
    };
    // An item that waits again has nothing to show of its last run.
    let glance = glance.filter(|_| record.state != ItemState::Waiting);
    let planned = record.steps.first().map(|step| (step.model.id.clone(), step.model.name.clone()));
    let made_by = glance.as_ref().and_then(|glance| glance.steps.first());
    let (model_id, model_name) = match made_by {
        Some(step) => (step.model.id.clone(), step.model.name.clone()),
        None => planned.unwrap_or_default(),
    };
    let error = record.failure.clone();
    let assets = glance.as_ref().map(|glance| glance.output_assets.as_slice()).unwrap_or_default();
    Ok(BatchItemView {
        index: record.index,
        status: record.state,
        progress: record.progress,
        prompt: record.request.words().to_owned(),
        style: record.request.style().to_owned(),
        seed: record.request.seed().unwrap_or_default(),
        generation_id: record
            .generation
            .filter(|_| record.state != ItemState::Waiting)
            .map(|id| id.to_string()),
        model_id,
        model_name,
        price: record.price.to_string(),
        asset: assets.first().cloned(),
        asset_count: u32::try_from(assets.len()).unwrap_or(u32::MAX),
        error: error.map(|(code, message)| ItemErrorView { code, message }),
        started_at: glance.as_ref().and_then(|glance| glance.started_at),
        completed_at: glance.as_ref().and_then(|glance| glance.completed_at),
        version: record.version,
    })
}
