//! Ends a run at a person's word.
//!
//! One transaction decides: the run is cancelled, its hold released, its job removed. A worker that is
//! in the middle of it can write nothing more, because its lease is gone; the provider is told by a job
//! of its own, so that a crash right here forgets nothing.

use domain::{
    generation::{
        schedule,
        state::{Event, Failure, Status},
        step::{StepEvent, StepState},
    },
    id::{GenerationId, JobId, WorkspaceId},
    problem::ProblemCode,
    queue::Class,
    time::Millis,
};

use super::{late, record::Record, resolve::is_unresolved, settle::Run, store};
use crate::{
    app::App,
    auth::Caller,
    platform::{
        db::{DbError, Tx},
        jobs::{self, JobKind, NewJob},
    },
};

/// Jobs that tell providers to stop, at once per workspace: they are cheap and must not wait.
const CANCELS_AT_ONCE: u32 = 1_000;
/// About how long telling a provider takes, in milliseconds.
const CANCEL_MS: i64 = 500;

/// Cancels a run of the caller's workspace and answers it as stored JSON; `None` when there is no such
/// run. A run that has ended already stays as it ended.
///
/// # Errors
/// [`DbError`].
pub async fn cancel(app: &App, caller: Caller, id: GenerationId) -> Result<Option<String>, DbError> {
    let (now, inside) = (app.env.now(), app.clone());
    let job_ids: [JobId; schedule::STEPS_MAX] = std::array::from_fn(|_| app.env.new_id());
    let (cancelled, view) = app
        .db
        .write(move |tx| {
            let cancelled = cancel_in(&inside, tx, id, caller.workspace_id, job_ids, now)?;
            Ok::<_, DbError>((cancelled, store::view_text(tx, id, caller.workspace_id)?))
        })
        .await?;
    if cancelled {
        app.metrics.run_ended(Status::Cancelled.id());
    }
    Ok(view)
}

/// Cancels a run of this workspace inside the caller's transaction. One that has ended stays as it ended;
/// one that does not exist is left alone. `job_ids` are fresh. Says whether it was cancelled now.
///
/// # Errors
/// [`DbError`].
pub fn cancel_in(
    app: &App,
    tx: &mut Tx<'_>,
    id: GenerationId,
    workspace: WorkspaceId,
    job_ids: [JobId; schedule::STEPS_MAX],
    now: Millis,
) -> Result<bool, DbError> {
    let open = |record: &Record| record.workspace == workspace && !record.status.is_final();
    let Some(record) = store::find(tx, id)?.filter(open) else { return Ok(false) };
    let mut run = Run { steps: store::steps(tx, id)?, record };
    let told: Vec<String> = run.steps.iter().filter_map(|step| remote_work(app, step)).collect();
    for index in 0..run.steps.len() {
        if remote_work(app, &run.steps[index]).is_some() || is_unresolved(&run.steps[index].state) {
            late::follow_up(app, tx, &run, index, now)?;
        }
    }
    for index in 0..run.steps.len() {
        if run.steps[index].completed_at.is_none() {
            run.step_event(index, StepEvent::CancelRequested, now)?;
        }
    }
    let message = "You cancelled this run.".to_owned();
    run.record.failure = Some(Failure { code: ProblemCode::Cancelled, message });
    run.event(tx, Event::CancelRequested, now)?;
    run.save(tx, now)?;
    jobs::remove(tx, JobKind::Generation, &id.to_string(), now)?;
    for (subject, job_id) in told.into_iter().zip(job_ids) {
        let kind = JobKind::ProviderCancel;
        let job = NewJob {
            id: job_id,
            kind,
            subject,
            workspace,
            class: Class::Urgent,
            lane: String::new(),
            operation: kind.id().to_owned(),
            cost_ms: CANCEL_MS,
            concurrency: CANCELS_AT_ONCE,
            run_at: now,
        };
        jobs::enqueue(tx, &job, now)?;
    }
    Ok(true)
}

/// Provider and remote id of work that is under way: `local:stp_…`. A submit that is the work itself has its name
/// before it is answered.
fn remote_work(app: &App, step: &super::record::StepRecord) -> Option<String> {
    let remote_id = match step.state {
        StepState::Submitting { .. } => app.providers.get(&step.provider)?.name_of(&step.attempt_id()),
        _ => step.state.remote_id().map(str::to_owned),
    };
    remote_id.map(|remote_id| format!("{}:{remote_id}", step.provider))
}
