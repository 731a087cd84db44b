//! Writes changes of a run: state, credits, view and event together.

use domain::{
    generation::{
        state::{self, Effect, Event, Failure},
        step::{self, StepEvent},
    },
    money::Credits,
    time::Millis,
};

use super::{
    record::{Record, StepRecord},
    store, view,
};
use crate::{
    ledger, media,
    platform::{
        db::{DbError, Tx},
        events::{self, EventKind},
        jobs::{self, Lease, LeaseLost},
    },
};

/// Why a worker's write was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// The run belongs to another worker now, or was cancelled.
    #[error(transparent)]
    LeaseLost(#[from] LeaseLost),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A run with its steps, as a worker holds it.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub record: Record,
    pub steps: Vec<StepRecord>,
}

impl Run {
    /// The step that is worked on.
    pub(super) fn current(&self) -> Option<&StepRecord> {
        self.steps.iter().find(|step| step.completed_at.is_none())
    }

    /// Applies an event to a step.
    pub(super) fn step_event(&mut self, index: usize, event: StepEvent, now: Millis) -> Result<(), DbError> {
        let step = &mut self.steps[index];
        let next =
            step::apply(step.state.clone(), event).map_err(|error| DbError::Engine(error.to_string()))?;
        if matches!(next.id(), "completed" | "failed" | "cancelled") {
            step.completed_at = Some(now);
        }
        if next.id() == "submitting" && step.started_at.is_none() {
            step.started_at = Some(now);
        }
        step.enter(next);
        Ok(())
    }

    /// Applies an event to the run and carries out what it means for credits.
    pub(super) fn event(&mut self, tx: &mut Tx<'_>, event: Event, now: Millis) -> Result<(), DbError> {
        let record = &mut self.record;
        let transition = state::apply(record.status, record.held, event)
            .map_err(|error| DbError::Engine(error.to_string()))?;
        record.status = transition.next;
        if let Effect::Settle { captured } = transition.effect {
            ledger::resolve(tx, record.workspace, record.id, record.held, captured, now)
                .map_err(|error| DbError::Engine(error.to_string()))?;
            store::settle_credits(record, captured);
        }
        if record.status.is_final() {
            record.completed_at = Some(now);
            record.sentence = None;
            record.preview = None;
        }
        Ok(())
    }

    /// Writes the run and its steps, renders the view and tells everyone.
    pub(super) fn save(&mut self, tx: &mut Tx<'_>, now: Millis) -> Result<(), DbError> {
        self.record.version += 1;
        for step in &self.steps {
            store::update_step(tx, step)?;
        }
        let assets =
            media::of_generations(tx, &[self.record.id])?.remove(&self.record.id).unwrap_or_default();
        let view = store::to_json(&view::render(&self.record, &self.steps, assets))?;
        if !store::update(tx, &self.record, &view)? {
            return Err(DbError::Engine(format!("{} was changed by somebody else", self.record.id)));
        }
        let (workspace, conversation) = (self.record.workspace, self.record.conversation);
        events::announce(tx, workspace, EventKind::GenerationUpdated, self.record.id, now);
        if self.record.status.is_final() {
            events::announce(tx, workspace, EventKind::ConversationUpdated, conversation, now);
        }
        Ok(())
    }

    /// Ends the run without a result: everything goes back.
    pub(super) fn fail(&mut self, tx: &mut Tx<'_>, failure: Failure, now: Millis) -> Result<(), DbError> {
        for index in 0..self.steps.len() {
            if self.steps[index].completed_at.is_none() {
                self.step_event(index, StepEvent::Failed(failure.clone()), now)?;
            }
        }
        self.record.failure = Some(failure.clone());
        self.event(tx, Event::Failed(failure), now)?;
        self.save(tx, now)
    }

    /// Ends the run with its outputs: charges what was quoted, at most what is held.
    pub(super) fn finish(&mut self, tx: &mut Tx<'_>, now: Millis) -> Result<(), DbError> {
        let charge = Credits(self.record.quote.credits).min(self.record.held);
        self.record.progress = 100;
        self.event(tx, Event::Finished { charge }, now)?;
        self.save(tx, now)
    }
}

/// Checks the lease, then runs `work` on the run as it is in the database.
pub(super) fn fenced<T>(
    tx: &mut Tx<'_>,
    lease: &Lease,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError>,
) -> Result<T, WriteError> {
    jobs::fence(tx, lease)??;
    Ok(work(tx)?)
}
