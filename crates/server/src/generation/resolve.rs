//! Submits whose outcome is unknown: the provider is asked again, and where it cannot tell, an
//! administrator decides.
//!
//! ```text
//!  unresolved ─┬─ the provider has it ───────────► running
//!              ├─ it surely never took it ───────► waiting, submitted again
//!              ├─ decided: adopt <remote id> ────► running
//!              ├─ decided: retry ────────────────► waiting, submitted again (the risk is the decider's)
//!              ├─ decided: failed ───────────────► failed, credits back
//!              └─ nobody knows at the deadline ──► failed, credits back
//! ```
//!
//! A decision is a row that is written once. Whoever carries the run reads it and acts on it, under the
//! same fence as everything else, so that an administrator never writes into a run that a worker holds.

use domain::{
    catalog::{Model, Operation},
    generation::step::{StepEvent, StepState},
    id::{GenerationId, StepId},
    limits::STEP_ATTEMPTS_MAX,
    problem::ProblemCode,
};
use providers::{Found, Provider};

use super::{
    carry::{Carrier, Stop},
    collect::failure,
    decision::{self, Decision, Waiting},
    settle::Run,
    store, work,
};
use crate::{
    app::App,
    auth::{Caller, SecurityEvent, SecurityRecord},
    platform::{
        db::{DbError, Reader},
        jobs::{self, JobKind},
    },
};

impl Carrier<'_> {
    /// Acts on what was decided about a submit whose outcome is unknown, or asks the provider about it.
    /// Otherwise the step stays unresolved until its deadline: it is never paid twice.
    pub(super) async fn look_for(
        &self,
        index: usize,
        attempt: u32,
        model: &Model,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let run = self.run();
        let step = &run.steps[index];
        let decided = self.app.db.read(|reader| decision::of(reader, step.id, attempt)).await;
        if let Some(decided) = decided.map_err(Stop::Db)? {
            return self.act_on(index, decided.decision, decided.remote_id, model).await;
        }
        match provider.find(&step.attempt_id()).await {
            Found::Yes(remote_id) => self.write_step(index, StepEvent::Found { remote_id }).await,
            Found::No if attempt < STEP_ATTEMPTS_MAX => self.submit_again(index, false).await,
            Found::No | Found::CannotTell => {
                let since = step.started_at.unwrap_or(run.record.created_at);
                if self.app.env.now() < since.plus_ms(model.deadline_ms) {
                    return Ok(());
                }
                let message =
                    format!("We lost the line to {} and never learned what came of it.", model.name);
                self.fail_step(index, failure(ProblemCode::OutcomeUnknown, &message)).await
            }
        }
    }

    async fn act_on(
        &self,
        index: usize,
        decision: Decision,
        remote_id: Option<String>,
        model: &Model,
    ) -> Result<(), Stop> {
        let now = self.app.env.now();
        match (decision, remote_id) {
            (Decision::Adopt, Some(remote_id)) => {
                self.change(move |run, tx, _| {
                    run.step_event(index, StepEvent::Found { remote_id }, now)?;
                    // It has its whole time from here.
                    run.steps[index].started_at = Some(now);
                    run.save(tx, now)
                })
                .await
            }
            (Decision::Retry, _) => self.submit_again(index, true).await,
            _ => {
                let message = format!(
                    "We lost the line to {} and could not find out what came of it, so this was ended.",
                    model.name
                );
                self.fail_step(index, failure(ProblemCode::OutcomeUnknown, &message)).await
            }
        }
    }

    async fn submit_again(&self, index: usize, afresh: bool) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, tx, lease| {
            run.step_event(index, StepEvent::RetryKnown, now)?;
            if afresh {
                run.steps[index].started_at = None;
            }
            run.go_on(tx, lease, now)
        })
        .await
    }
}

/// Steps that wait for a decision, the oldest first; at most `rows`.
///
/// # Errors
/// [`DbError`].
pub(super) async fn waiting(app: &App, rows: u32) -> Result<Vec<Waiting>, DbError> {
    app.db.read(|reader| decision::waiting(reader, rows)).await
}

/// What an administrator says.
#[derive(Debug)]
pub(super) struct Resolve {
    pub(super) step: StepId,
    pub(super) decision: Decision,
    pub(super) remote_id: Option<String>,
    pub(super) reason: String,
}

/// Why a decision was not taken.
#[derive(Debug)]
pub(super) enum ResolveError {
    /// No unresolved step has this id.
    NotFound,
    /// Somebody has decided already.
    Decided,
    /// It was submitted as often as it may be.
    NoTryLeft,
    /// The provider knows no work of that name.
    UnknownWork,
    /// The database failed.
    Db(DbError),
}

impl From<DbError> for ResolveError {
    fn from(error: DbError) -> Self {
        ResolveError::Db(error)
    }
}

/// Writes a decision down and has the run taken up at once. Answers the step with its decision.
///
/// # Errors
/// [`ResolveError`].
pub(super) async fn resolve(app: &App, caller: Caller, mut said: Resolve) -> Result<Waiting, ResolveError> {
    if let Some(name) = said.remote_id.take() {
        said.remote_id = Some(adopt(app, said.step, &name).await?.ok_or(ResolveError::UnknownWork)?);
    }
    let now = app.env.now();
    let record = SecurityRecord::new(&app.env, SecurityEvent::StepResolved, Some(caller.user_id));
    app.db
        .write(move |tx| {
            let step = decision::waiting_step(tx, said.step)?.ok_or(ResolveError::NotFound)?;
            if step.decided.is_some() {
                return Err(ResolveError::Decided);
            }
            if said.decision == Decision::Retry && step.attempt >= STEP_ATTEMPTS_MAX {
                return Err(ResolveError::NoTryLeft);
            }
            let decided = decision::Decided {
                decision: said.decision,
                remote_id: said.remote_id,
                reason: said.reason,
                by: caller.user_id,
                at: now,
            };
            decision::insert(tx, step.id, step.attempt, &decided)?;
            let told =
                format!("{} {} attempt {}: {}", decided.decision.id(), step.id, step.attempt, decided.reason);
            record.write(tx, &told, now)?;
            let id: GenerationId = step.generation;
            jobs::hasten(tx, JobKind::Generation, &id.to_string(), now)?;
            Ok(Waiting { decided: Some(decided), ..step })
        })
        .await
}

/// The remote id of work that the administrator found at the provider.
async fn adopt(app: &App, step: StepId, name: &str) -> Result<Option<String>, ResolveError> {
    let look = |reader: &Reader<'_>| {
        let Some(step) = decision::waiting_step(reader, step)? else { return Ok::<_, DbError>(None) };
        let Some(record) = store::find(reader, step.generation)? else { return Ok(None) };
        Ok(Some((Run { steps: store::steps(reader, step.generation)?, record }, step)))
    };
    let (run, step) = app.db.read(look).await?.ok_or(ResolveError::NotFound)?;
    let operation = Operation::parse(&step.operation);
    let model = operation.and_then(|operation| app.catalog.model(&step.model_id, operation));
    let known = model.zip(app.providers.get(&step.provider));
    let Some((model, provider)) = known else { return Ok(None) };
    let index = usize::try_from(step.index).unwrap_or(usize::MAX);
    let Ok(submission) = work::submission(app, &run, index, step.attempt, model).await else {
        return Ok(None);
    };
    Ok(provider.adopt(&submission, name).await)
}

/// Whether somebody has to look at a step.
pub(super) fn is_unresolved(state: &StepState) -> bool {
    matches!(state, StepState::Unresolved { .. })
}
