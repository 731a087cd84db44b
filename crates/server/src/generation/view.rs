//! A run as people see it.

use domain::{
    generation::{request::RunRequest, state::Status, step::StepState},
    money::Ratio,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::record::{Record, StepRecord, StepSource};
use crate::{
    media::AssetView,
    quote::{FactorView, ModelView},
};

/// One paid run of a flow.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationView {
    /// `gen_…`
    pub id: String,
    /// The flow it ran.
    pub flow_id: String,
    /// The version of a custom flow it was planned with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow_version: Option<u32>,
    /// The conversation it belongs to.
    pub conversation_id: String,
    /// `queued`, `processing`, `completed`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    pub status: Status,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: u8,
    /// What is being done, for a person.
    pub current_step: Option<String>,
    /// A few pixels of what is to come, as a `data:` address.
    pub preview: Option<String>,
    /// What was asked for.
    pub input_data: InputView,
    /// The price it was accepted at.
    pub quote: LockedQuoteView,
    /// Credits set aside now.
    pub credits_held: i64,
    /// Credits charged.
    pub credits_used: i64,
    /// Credits given back.
    pub credits_returned: i64,
    /// What it made.
    pub output_assets: Vec<AssetView>,
    /// What arrived after it had ended: kept, and never charged.
    #[serde(default)]
    pub late_assets: Vec<AssetView>,
    /// What it worked on that was there before: files that came with the words, or the results of the run it
    /// makes once more.
    #[serde(default)]
    pub input_assets: Vec<AssetView>,
    /// The run whose missing steps it makes.
    #[serde(default)]
    pub retry_of: Option<String>,
    /// Whether it was answered with an identical result that was made before: nothing was made and nothing charged.
    #[serde(default)]
    pub cached: bool,
    /// The run that made it, where it was made before.
    #[serde(default)]
    pub cached_from: Option<CachedFromView>,
    /// What an agent said, in words.
    pub response: Option<String>,
    /// What of the request was left out, in sentences.
    pub warnings: Vec<String>,
    /// Why it ended without a result.
    pub error: Option<FailureView>,
    /// Its steps, in order.
    pub steps: Vec<StepView>,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// The place in line, where it is known.
    pub queue_position: Option<i64>,
    /// The batch it is an item of.
    pub batch: Option<ItemOfBatchView>,
    /// Grows with every change: ignore what is older than what you have.
    pub version: i64,
    /// When it was accepted, in UTC milliseconds.
    pub created_at: i64,
    /// When a worker began.
    pub started_at: Option<i64>,
    /// When it ended.
    pub completed_at: Option<i64>,
}

/// The run that made what another was answered with.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CachedFromView {
    /// `gen_…`; it may have been deleted since.
    pub generation_id: String,
    /// Its conversation.
    pub conversation_id: String,
    /// When it was made, in UTC milliseconds.
    pub made_at: i64,
}

/// The batch that a run is an item of. Its credits are held and charged by the batch.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemOfBatchView {
    /// `bat_…`
    pub id: String,
    /// Counts from 0.
    pub index: u32,
    /// What was delivered costs so many credits of the batch's bill, as an exact decimal; what is asked for
    /// while nothing was delivered.
    pub price: String,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InputView {
    /// What to see.
    pub prompt: String,
    /// `1:1`, `9:16`, `16:9` or `4:3`.
    pub aspect_ratio: String,
    /// A style of the flow, or `auto`.
    pub style: String,
    /// `standard`, `high` or `ultra`.
    pub quality: String,
    /// The same words and seed make the same picture again.
    pub seed: i64,
    /// Which model was wanted: `quality`, `speed` or `cost` for the best, fastest or cheapest there is, or a
    /// model's id. Left out where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The fields of a custom flow, as they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<std::collections::HashMap<String, serde_json::Value>>)]
    pub fields: Option<serde_json::Map<String, serde_json::Value>>,
}

/// The price a run was accepted at.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LockedQuoteView {
    /// `qte_…`
    pub id: String,
    /// The most that is charged.
    pub credits: i64,
    /// The bill.
    pub factors: Vec<FactorView>,
    /// Who does it.
    pub model: ModelView,
}

/// Why a run ended without a result.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FailureView {
    /// A stable problem code.
    pub code: String,
    /// What happened, in a sentence.
    pub message: String,
    /// Credits that were given back.
    pub refunded: i64,
}

/// One unit of work inside a run.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// `stp_…`
    pub id: String,
    /// Counts from 0.
    pub index: u32,
    /// e.g. `text_to_image`.
    pub operation: String,
    /// What it is doing, for a person.
    pub label: String,
    /// `waiting`, `running`, `completed`, `failed`, `cancelled` or `unresolved`.
    pub status: String,
    /// 0 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub progress: u8,
    /// The latest sentence of the provider.
    pub sentence: Option<String>,
    /// Who does it.
    pub provider: String,
    /// With which model.
    pub model: StepModelView,
    /// What made it, honestly.
    pub made_by: Option<String>,
    /// The tool an agent called, e.g. `image-to-video`.
    pub tool: String,
    /// What the tool was told.
    #[schema(value_type = Object)]
    pub parameters: serde_json::Value,
    /// The steps whose results it works on.
    pub needs: Vec<u32>,
    /// How long it usually takes, in milliseconds.
    pub expected_ms: i64,
    /// How often it was submitted.
    pub attempt: u32,
    /// When it is tried again, in UTC milliseconds.
    pub retry_at: Option<i64>,
    /// Why it ended without a result.
    pub error: Option<StepErrorView>,
    /// When it was handed to the provider, in UTC milliseconds.
    pub started_at: Option<i64>,
    /// When it ended.
    pub completed_at: Option<i64>,
}

/// Why a step ended without a result.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StepErrorView {
    /// A stable problem code.
    pub code: String,
    /// What happened, in a sentence.
    pub message: String,
}

/// The model of a step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StepModelView {
    /// e.g. `local-studio-scene`.
    pub id: String,
    /// e.g. `Local studio`.
    pub name: String,
}

/// What a list of conversations shows of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GenerationBrief {
    /// `gen_…`
    pub id: String,
    /// `queued`, `processing`, `completed`, `failed` or `cancelled`.
    #[schema(value_type = String)]
    pub status: Status,
    /// 0 to 100.
    pub progress: u8,
    /// A small picture of the first output.
    pub thumbnail_url: Option<String>,
    /// The average colour of the first output.
    pub color: Option<String>,
    /// Whether it was answered with a result that was made before.
    pub cached: bool,
}

pub(super) fn render(record: &Record, steps: &[StepRecord], assets: Vec<AssetView>) -> GenerationView {
    let (late_assets, output_assets) = assets.into_iter().partition(|asset| asset.late);
    GenerationView {
        id: record.id.to_string(),
        flow_id: record.flow_id.clone(),
        flow_version: match &record.request {
            RunRequest::Custom(custom) => Some(custom.flow_version),
            RunRequest::Picture(_) => None,
        },
        conversation_id: record.conversation.to_string(),
        status: record.status,
        progress: record.progress,
        current_step: record.sentence.clone(),
        preview: record.preview.clone(),
        input_data: InputView {
            prompt: record.request.words().to_owned(),
            aspect_ratio: record.request.aspect_ratio().id().to_owned(),
            style: record.request.style().to_owned(),
            quality: record.request.quality().id().to_owned(),
            seed: record.request.seed().unwrap_or_default(),
            model: record.request.model().map(|choice| choice.id().to_owned()),
            fields: match &record.request {
                RunRequest::Custom(custom) => Some(custom.fields.clone()),
                RunRequest::Picture(_) => None,
            },
        },
        quote: LockedQuoteView {
            id: record.quote.id.clone(),
            credits: record.quote.credits,
            factors: record.quote.factors.clone(),
            model: record.quote.model.clone(),
        },
        credits_held: if record.batch.is_some() { 0 } else { record.held.0 },
        credits_used: record.used.0,
        credits_returned: record.returned.0,
        output_assets,
        late_assets,
        input_assets: record.inputs.clone(),
        retry_of: record.retry_of.map(|id| id.to_string()),
        cached: record.quote.cached.is_some(),
        cached_from: record.quote.cached.as_ref().map(|cached| CachedFromView {
            generation_id: cached.generation_id.clone(),
            conversation_id: cached.conversation_id.clone(),
            made_at: cached.made_at,
        }),
        response: record.response.clone(),
        warnings: record.warnings.clone(),
        error: record.failure.as_ref().map(|failure| FailureView {
            code: failure.code.id().to_owned(),
            message: failure.message.clone(),
            refunded: record.returned.0,
        }),
        steps: steps.iter().map(step_view).collect(),
        expected_ms: record.expected_ms,
        queue_position: None,
        batch: record.batch.map(|(id, index)| ItemOfBatchView {
            id: id.to_string(),
            index,
            price: price_in_batch(record.status, steps).to_string(),
        }),
        version: record.version,
        created_at: record.created_at.0,
        started_at: record.started_at.map(|at| at.0),
        completed_at: record.completed_at.map(|at| at.0),
    }
}

fn price_in_batch(status: Status, steps: &[StepRecord]) -> Ratio {
    let delivered = |step: &&StepRecord| !status.is_final() || matches!(step.state, StepState::Completed);
    let charged = match status {
        Status::Failed | Status::Cancelled => &[],
        _ => steps,
    };
    charged.iter().filter(delivered).fold(Ratio::whole(0), |sum, step| sum.plus(step.price))
}

fn step_view(step: &StepRecord) -> StepView {
    let status = match step.state {
        StepState::Submitting { .. } | StepState::Running { .. } | StepState::Collecting { .. } => "running",
        ref other => other.id(),
    };
    let error = match &step.state {
        StepState::Failed(failure) => {
            Some(StepErrorView { code: failure.code.id().to_owned(), message: failure.message.clone() })
        }
        _ => None,
    };
    StepView {
        id: step.id.to_string(),
        index: step.index,
        operation: step.operation.id().to_owned(),
        label: step.operation.doing().to_owned(),
        status: status.to_owned(),
        progress: step.progress,
        sentence: step.sentence.clone(),
        provider: step.provider.clone(),
        model: StepModelView { id: step.model_id.clone(), name: step.model_name.clone() },
        made_by: step.made_by.clone(),
        tool: step.tool.clone(),
        parameters: serde_json::to_value(&step.parameters).unwrap_or_default(),
        needs: StepSource::needs(&step.sources),
        expected_ms: step.expected_ms,
        attempt: step.attempt,
        retry_at: step.not_before.map(|at| at.0),
        error,
        started_at: step.started_at.map(|at| at.0),
        completed_at: step.completed_at.map(|at| at.0),
    }
}
