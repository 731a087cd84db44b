//! A run and its steps as rows, before they are turned into anything else.

use agents::Parameters;
use domain::{
    catalog::Operation,
    generation::{
        request::RunRequest,
        state::{Failure, Status},
        step::StepState,
    },
    id::{AssetId, BatchId, ConversationId, GenerationId, StepId, UserId, WorkspaceId},
    money::{Credits, Ratio},
    time::Millis,
};
use serde::{Deserialize, Serialize};

use super::cache::MadeIdentity;
use crate::{media::AssetView, quote::QuoteView};

/// A row of `generations`.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub id: GenerationId,
    pub workspace: WorkspaceId,
    pub user: UserId,
    pub conversation: ConversationId,
    pub flow_id: String,
    pub status: Status,
    /// Grows with every change; a write names the version it saw.
    pub version: i64,
    pub progress: u8,
    pub sentence: Option<String>,
    pub preview: Option<String>,
    pub request: RunRequest,
    pub quote: QuoteView,
    /// Names the request, for repeats of it.
    pub request_hash: String,
    pub held: Credits,
    pub used: Credits,
    pub returned: Credits,
    pub response: Option<String>,
    /// What the agent considered, as JSON text; written once.
    pub transcript: Option<String>,
    pub warnings: Vec<String>,
    pub failure: Option<Failure>,
    pub expected_ms: i64,
    pub created_at: Millis,
    pub started_at: Option<Millis>,
    pub completed_at: Option<Millis>,
    /// The run whose missing steps it makes.
    pub retry_of: Option<GenerationId>,
    /// Files that were there before and that it works on, as they were when it was accepted.
    pub inputs: Vec<AssetView>,
    /// What names its request, for identical ones; written once. None for what never answers another.
    pub identity: Option<MadeIdentity>,
    /// The batch it is an item of, and which; then the batch holds and charges for it.
    pub batch: Option<(BatchId, u32)>,
}

/// A row of `generation_steps`.
#[derive(Clone, Debug)]
pub(super) struct StepRecord {
    pub generation: GenerationId,
    pub index: u32,
    pub id: StepId,
    pub operation: Operation,
    /// The tool call it came from.
    pub tool: String,
    /// What the tool is told.
    pub parameters: Parameters,
    /// What it works on.
    pub sources: Vec<StepSource>,
    /// Its exact share of the price.
    pub price: Ratio,
    pub expected_ms: i64,
    pub provider: String,
    pub model_id: String,
    pub model_name: String,
    pub state: StepState,
    /// Kept after the state has lost it, to tell an attempt apart.
    pub attempt: u32,
    /// Kept after the state has lost it, to cancel and to compare bills.
    pub remote_id: Option<String>,
    pub progress: u8,
    pub sentence: Option<String>,
    pub made_by: Option<String>,
    /// Models that were tried before the one it names.
    pub tried: Vec<String>,
    /// When a step that waits is tried again.
    pub not_before: Option<Millis>,
    pub started_at: Option<Millis>,
    pub completed_at: Option<Millis>,
}

/// What a step works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepSource {
    /// A file of the workspace.
    Asset(AssetId),
    /// What an earlier step of the run makes.
    Step(u32),
}

impl StepSource {
    /// The steps among these sources.
    #[must_use]
    pub fn needs(sources: &[StepSource]) -> Vec<u32> {
        let step = |source: &StepSource| match source {
            StepSource::Step(index) => Some(*index),
            StepSource::Asset(_) => None,
        };
        sources.iter().filter_map(step).collect()
    }
}

impl StepRecord {
    /// Moves to `state`, keeping attempt and remote id where the new state has none.
    pub(super) fn enter(&mut self, state: StepState) {
        if state.attempt() > 0 {
            self.attempt = state.attempt();
        }
        if let Some(remote_id) = state.remote_id() {
            self.remote_id = Some(remote_id.to_owned());
        }
        self.state = state;
    }
}
