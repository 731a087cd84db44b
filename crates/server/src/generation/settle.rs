//! What a change of a step means for its run: next steps, state, credits, view and event together.

use domain::{
    generation::{
        schedule::{self, Scheduled, Verdict},
        state::{self, Effect, Event, Failure, Status},
        step::{self, StepEvent, StepState},
    },
    id::{BatchId, GenerationId},
    money::{Credits, Ratio},
    problem::ProblemCode,
    time::Millis,
};

use super::{
    record::{Record, StepRecord, StepSource},
    store, view,
};
use crate::{
    batch::ItemReport,
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
    /// Whether the step was quoted for a key of the workspace, so that no other may do it.
    pub(super) fn works_with_own_key(&self, index: usize) -> bool {
        self.record.quote.steps.get(index).is_some_and(|step| step.own_key)
    }

    /// The steps as the schedule sees them.
    fn scheduled<T>(&self, look: impl FnOnce(&[Scheduled<'_>]) -> T) -> T {
        let needs: Vec<Vec<u32>> = self.steps.iter().map(|step| StepSource::needs(&step.sources)).collect();
        let scheduled: Vec<Scheduled<'_>> = self
            .steps
            .iter()
            .zip(&needs)
            .map(|(step, needs)| Scheduled {
                state: &step.state,
                needs,
                expected_ms: step.expected_ms,
                percent: step.progress,
                price: step.price,
            })
            .collect();
        look(&scheduled)
    }

    /// Applies an event to a step.
    pub(super) fn step_event(&mut self, index: usize, event: StepEvent, now: Millis) -> Result<(), DbError> {
        let step = &mut self.steps[index];
        let next =
            step::apply(step.state.clone(), event).map_err(|error| DbError::Engine(error.to_string()))?;
        match &next {
            StepState::Completed | StepState::Failed(_) | StepState::Cancelled => {
                step.completed_at = Some(now);
                step.not_before = None;
            }
            StepState::Submitting { .. } => {
                step.started_at.get_or_insert(now);
                step.not_before = None;
            }
            _ => {}
        }
        step.enter(next);
        Ok(())
    }

    /// Marks what will never begin, and writes the intent to submit for everything that can go now.
    pub(super) fn advance(&mut self, now: Millis) -> Result<(), DbError> {
        for index in self.scheduled(schedule::doomed) {
            self.step_event(index, StepEvent::CancelRequested, now)?;
            self.steps[index].sentence = Some("Not begun: it needed a step that failed".into());
        }
        for index in self.scheduled(schedule::ready) {
            if self.steps[index].not_before.is_none_or(|at| at <= now) {
                self.step_event(index, StepEvent::Intend, now)?;
            }
        }
        Ok(())
    }

    /// When the next waiting step may be tried again; nothing when none waits for a time.
    pub(super) fn next_try(&self) -> Option<Millis> {
        let ready = self.scheduled(schedule::ready);
        ready.into_iter().filter_map(|index| self.steps[index].not_before).min()
    }

    /// How far all steps are together.
    pub(super) fn measure(&mut self) {
        self.record.progress = self.record.progress.max(self.scheduled(schedule::progress));
    }

    /// Applies an event to the run and carries out what it means for credits.
    pub(super) fn event(&mut self, tx: &mut Tx<'_>, event: Event, now: Millis) -> Result<(), DbError> {
        let record = &mut self.record;
        let transition = state::apply(record.status, record.held, event)
            .map_err(|error| DbError::Engine(error.to_string()))?;
        record.status = transition.next;
        if let Effect::Settle { captured } = transition.effect {
            match record.batch {
                // The batch holds and charges for it, when all its items are final.
                Some(_) => record.held = Credits::ZERO,
                None => {
                    ledger::resolve(tx, record.workspace, record.id, record.held, captured, now)
                        .map_err(|error| DbError::Engine(error.to_string()))?;
                    store::settle_credits(record, captured);
                }
            }
        }
        if record.status.is_final() {
            record.completed_at = Some(now);
            record.sentence = None;
            record.preview = None;
        }
        Ok(())
    }

    /// Goes on after a step has changed: starts what can go, ends the run when nothing can, and writes
    /// it all. A run that delivered only a part is completed: what was delivered is charged, the rest
    /// given back, and the failure told.
    pub(super) fn go_on(&mut self, tx: &mut Tx<'_>, lease: &Lease, now: Millis) -> Result<(), DbError> {
        self.advance(now)?;
        let quoted = Credits(self.record.quote.credits).min(self.record.held);
        let charge = self.scheduled(|steps| schedule::charge(steps, quoted));
        match self.scheduled(schedule::verdict) {
            Verdict::Open => {}
            Verdict::Delivered => self.event(tx, Event::Finished { charge }, now)?,
            Verdict::Partly => {
                self.record.failure = Some(self.first_failure());
                self.event(tx, Event::Finished { charge }, now)?;
            }
            Verdict::Nothing => {
                let failure = self.first_failure();
                self.record.failure = Some(failure.clone());
                self.event(tx, Event::Failed(failure), now)?;
            }
        }
        if self.record.status != Status::Failed {
            self.measure();
        }
        if self.record.status.is_final() {
            jobs::finish(tx, lease, now)?;
        }
        self.save(tx, now)
    }

    /// Renders a run that has ended once more, after something it shows was taken away. One that goes on is rendered by
    /// whoever carries it.
    pub(super) fn show_again(tx: &mut Tx<'_>, id: GenerationId, now: Millis) -> Result<(), DbError> {
        let Some(record) = store::find(tx, id)? else { return Ok(()) };
        if !record.status.is_final() {
            return Ok(());
        }
        let mut run = Run { steps: store::steps(tx, id)?, record };
        run.save(tx, now)
    }

    fn item_report(&self, batch: BatchId, index: u32) -> ItemReport {
        let record = &self.record;
        let delivered = match record.status {
            Status::Completed => self.scheduled(schedule::delivered),
            _ => Ratio::whole(0),
        };
        ItemReport {
            batch,
            index,
            generation: record.id,
            status: record.status,
            progress: record.progress,
            delivered,
            failure: record.failure.clone(),
        }
    }

    fn first_failure(&self) -> Failure {
        let failure = self.steps.iter().find_map(|step| match &step.state {
            StepState::Failed(failure) => Some(failure.clone()),
            _ => None,
        });
        failure.unwrap_or_else(|| Failure {
            code: ProblemCode::Internal,
            message: "A step ended without saying why.".into(),
        })
    }

    /// Writes the run and its steps, renders the view and tells everyone.
    pub(super) fn save(&mut self, tx: &mut Tx<'_>, now: Millis) -> Result<(), DbError> {
        self.record.version += 1;
        for step in &self.steps {
            store::update_step(tx, step)?;
        }
        // Before a step has ended there is nothing to show.
        let assets = match self.steps.iter().any(|step| step.completed_at.is_some()) {
            true => media::of_generations(tx, &[self.record.id])?.remove(&self.record.id).unwrap_or_default(),
            false => Vec::new(),
        };
        let view = store::to_json(&view::render(&self.record, &self.steps, assets))?;
        if !store::update(tx, &self.record, &view)? {
            return Err(DbError::Engine(format!("{} was changed by somebody else", self.record.id)));
        }
        let (workspace, conversation) = (self.record.workspace, self.record.conversation);
        if let Some((batch, index)) = self.record.batch {
            // An item is told of by its batch, which does not flood anybody.
            return crate::batch::note(tx, self.item_report(batch, index), now);
        }
        events::announce(tx, workspace, EventKind::GenerationUpdated, self.record.id, now);
        if self.record.status.is_final() {
            events::announce(tx, workspace, EventKind::ConversationUpdated, conversation, now);
        }
        Ok(())
    }
}
