//! A run before it is a row: its ids and its seed, and the rows that come of them.

use domain::{
    catalog::Operation,
    generation::{state::Status, step::StepState},
    id::{ConversationId, GenerationId},
    money::{Credits, Ratio},
    time::Millis,
};

use super::{
    accept::Order,
    cache::MadeIdentity,
    record::{Record, StepRecord},
};
use crate::{
    app::App,
    auth::Caller,
    planning::PlannedStep,
    platform::db::DbError,
    quote::{Checked, QuoteView, QuotedStepView},
};

/// What a run is made from, before it is a row.
pub(super) struct Draft {
    pub generation: GenerationId,
    pub conversation: ConversationId,
    pub seed: i64,
    pub identity: Option<MadeIdentity>,
}

impl Draft {
    /// The run as a row.
    pub(super) fn record(
        &self,
        caller: Caller,
        order: &Order,
        checked: &Checked,
        price: &QuoteView,
        now: Millis,
    ) -> Record {
        let request = checked.request.clone().with_seed(self.seed);
        Record {
            id: self.generation,
            workspace: caller.workspace_id,
            user: caller.user_id,
            conversation: self.conversation,
            flow_id: order.flow_id.clone(),
            status: Status::Queued,
            version: 1,
            progress: 0,
            sentence: Some("In line".into()),
            preview: None,
            request,
            quote: price.clone(),
            request_hash: order.request_hash.clone(),
            held: Credits(price.credits),
            used: Credits::ZERO,
            returned: Credits::ZERO,
            response: None,
            transcript: checked.transcript.clone(),
            warnings: checked.notes.clone(),
            failure: None,
            expected_ms: price.expected_ms,
            created_at: now,
            started_at: None,
            completed_at: None,
            batch: None,
            retry_of: order.retry_of,
            inputs: order.inputs.clone(),
            identity: self.identity.clone(),
        }
    }

    /// The steps as rows; their prices are those of the quote that binds.
    pub(super) fn steps(
        &self,
        app: &App,
        checked: &Checked,
        price: &QuoteView,
    ) -> Result<Vec<StepRecord>, DbError> {
        if checked.steps.len() != price.steps.len() {
            return Err(DbError::Engine("a quote has another number of steps than its plan".into()));
        }
        let step = |(index, (planned, quoted)): (u32, (&PlannedStep, &QuotedStepView))| {
            let mut parameters = planned.parameters.clone();
            if planned.operation == Operation::TextToImage {
                parameters.seed.get_or_insert(self.seed);
            }
            StepRecord {
                generation: self.generation,
                index,
                id: app.env.new_id(),
                operation: planned.operation,
                tool: planned.tool.name().to_owned(),
                parameters,
                sources: planned.sources.clone(),
                price: Ratio::of_millionths(quoted.millionths),
                expected_ms: quoted.expected_ms,
                provider: planned.model.provider.clone(),
                model_id: planned.model.id.clone(),
                model_name: planned.model.name.clone(),
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
        };
        Ok((0..).zip(checked.steps.iter().zip(&price.steps)).map(step).collect())
    }
}
