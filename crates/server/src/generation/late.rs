//! Results that come late: a run that was cancelled or took too long has ended and its credits are back,
//! but the provider may deliver all the same. What it made is the person's: it is fetched, kept beside the
//! run, said to be late and never charged.
//!
//! ```text
//!  cancelled, or over its deadline ─► job in a while ─► ask ─► delivered ─► kept, shown, told
//!                                        ▲              │
//!                                        └─ still busy ─┘  pauses double, for an hour
//! ```
//!
//! The job does not hold the run: it writes only when the run has ended, in one fenced transaction, and
//! nothing it does touches the ledger.

use std::time::Duration;

use domain::{
    generation::state::Failure,
    id::{GenerationId, WorkspaceId},
    problem::ProblemCode,
    queue::Class,
    time::{MINUTE_MS, Millis, SECOND_MS},
};
use providers::{Found, Output, Provider, Status};

use super::{
    collect::{self, Collected},
    output,
    settle::{Run, WriteError},
    store,
};
use crate::{
    app::App,
    media,
    platform::{
        db::{DbError, Tx},
        jobs::{self, JobKind, Lease, NewJob},
    },
};

/// The lane of these jobs: few at once, so that nobody's run waits for them.
pub(super) const LANE: &str = "late";
/// How many are looked at once.
pub(super) const AT_ONCE: u32 = 4;
/// The longest pause between two looks.
const PAUSE_MS_MAX: i64 = 10 * MINUTE_MS;
/// How long one look takes, at most; fetching files is not counted.
const LOOK: Duration = Duration::from_secs(5);
/// About how long a look takes, in milliseconds.
const LOOK_MS: i64 = 2_000;

/// Sees to it that a step that ended early is looked at again, where its provider may deliver late.
pub(super) fn follow_up(
    app: &App,
    tx: &mut Tx<'_>,
    run: &Run,
    index: usize,
    now: Millis,
) -> Result<(), DbError> {
    let step = &run.steps[index];
    let provider = app.providers.get(&step.provider);
    if !provider.is_some_and(Provider::may_deliver_late) || step.attempt == 0 {
        return Ok(());
    }
    let first = now.plus_ms(app.config.workers.late_look_seconds * SECOND_MS);
    enqueue(app, tx, (run.record.id, run.record.workspace), step.index, first, now)
}

/// Whether work that ended like this may still deliver.
pub(super) fn may_come(reason: &Failure) -> bool {
    matches!(reason.code, ProblemCode::DeadlinePassed | ProblemCode::OutcomeUnknown)
}

/// Looks at a step that has ended now: somebody says that its result is there.
///
/// # Errors
/// [`DbError`].
pub fn expect_late(
    app: &App,
    tx: &mut Tx<'_>,
    id: GenerationId,
    step_index: u32,
    now: Millis,
) -> Result<(), DbError> {
    let Some(record) = store::find(tx, id)? else { return Ok(()) };
    enqueue(app, tx, (id, record.workspace), step_index, now, now)
}

fn enqueue(
    app: &App,
    tx: &mut Tx<'_>,
    (id, workspace): (GenerationId, WorkspaceId),
    step_index: u32,
    run_at: Millis,
    now: Millis,
) -> Result<(), DbError> {
    let (kind, subject) = (JobKind::LateResult, format!("{id}:{step_index}"));
    jobs::remove(tx, kind, &subject, now)?;
    let job = NewJob {
        id: app.env.new_id(),
        kind,
        subject,
        workspace,
        class: Class::Free,
        lane: LANE.to_owned(),
        operation: kind.id().to_owned(),
        cost_ms: LOOK_MS,
        concurrency: AT_ONCE,
        run_at,
    };
    jobs::enqueue(tx, &job, now)
}

/// What a look came to.
enum Seen {
    /// It delivered.
    Outputs(Collected, Vec<String>),
    /// Nothing yet.
    NotYet,
    /// Nothing will come.
    Nothing,
}

/// Carries out the job: one look, then the next in a while, or the end.
pub(super) async fn look(app: &App, lease: Lease) {
    if let Err(error) = look_once(app, &lease).await {
        tracing::error!(%error, "a late result could not be looked for; it will be tried again");
    }
}

async fn look_once(app: &App, lease: &Lease) -> Result<(), DbError> {
    let finish = async || {
        let (lease, now) = (lease.clone(), app.env.now());
        app.db.write(move |tx| jobs::finish(tx, &lease, now)).await.map(drop)
    };
    let Some((run, index)) = find(app, &lease.subject).await? else { return finish().await };
    let seen = tokio::select! {
        seen = ask(app, &run, index) => seen,
        lost = beat(app, lease) => return lost,
        () = app.abandoning.cancelled() => Seen::NotYet,
    };
    let ended_at = run.steps[index].completed_at.unwrap_or(run.record.created_at);
    let look_until = ended_at.plus_ms(app.config.workers.late_look_minutes * MINUTE_MS);
    match seen {
        Seen::Outputs(collected, warnings) if run.record.status.is_final() => {
            keep(app, lease.clone(), run.record.id, index, collected, warnings).await
        }
        Seen::Nothing => finish().await,
        // A run whose other steps go on is somebody else's to write.
        _ if app.env.now() < look_until || !run.record.status.is_final() => {
            let (lease, now) = (lease.clone(), app.env.now());
            let run_at = now.plus_ms(pause(app, lease.number));
            app.db.write(move |tx| jobs::hand_back(tx, &lease, run_at, now)).await.map(drop)
        }
        _ => finish().await,
    }
}

/// Pauses double with every look.
fn pause(app: &App, looks: i64) -> i64 {
    let first = app.config.workers.late_look_seconds * SECOND_MS;
    first.saturating_mul(1 << looks.clamp(0, 20)).min(PAUSE_MS_MAX)
}

async fn find(app: &App, subject: &str) -> Result<Option<(Run, usize)>, DbError> {
    let named = subject.split_once(':').and_then(|(id, index)| Some((id.parse().ok()?, index.parse().ok()?)));
    let Some((id, index)): Option<(GenerationId, usize)> = named else { return Ok(None) };
    app.db
        .read(|reader| {
            let Some(record) = store::find(reader, id)? else { return Ok(None) };
            let run = Run { steps: store::steps(reader, id)?, record };
            Ok((index < run.steps.len()).then_some((run, index)))
        })
        .await
}

async fn ask(app: &App, run: &Run, index: usize) -> Seen {
    let step = &run.steps[index];
    let Some(provider) = app.providers.get(&step.provider) else { return Seen::Nothing };
    let remote_id = match &step.remote_id {
        Some(remote_id) => remote_id.clone(),
        None => match provider.find(&step.attempt_id()).await {
            Found::Yes(remote_id) => remote_id,
            Found::No => return Seen::Nothing,
            Found::CannotTell => return Seen::NotYet,
        },
    };
    match provider.poll(&remote_id, u64::MAX, LOOK).await {
        Status::Running(_) => Seen::NotYet,
        Status::Failed(_) | Status::Forgotten => {
            provider.forget(&remote_id).await;
            Seen::Nothing
        }
        Status::Finished(outputs) => {
            let seen = match collect::collect(app, step.operation, &outputs).await {
                Ok(collected) => Seen::Outputs(collected, warnings(&outputs)),
                // Room may be made for it within the hour.
                Err(Failure { code: ProblemCode::StorageFull | ProblemCode::StorageFailed, .. }) => {
                    return Seen::NotYet;
                }
                Err(_) => Seen::Nothing,
            };
            provider.forget(&remote_id).await;
            seen
        }
    }
}

fn warnings(outputs: &[Output]) -> Vec<String> {
    outputs.iter().flat_map(|output| output.warnings.clone()).collect()
}

/// Gives signs of life; ends when the job is somebody else's.
async fn beat(app: &App, lease: &Lease) -> Result<(), DbError> {
    let lease_ms = app.config.workers.lease_seconds * SECOND_MS;
    loop {
        tokio::time::sleep(Duration::from_millis((lease_ms / 3).max(50).unsigned_abs())).await;
        let (lease, until) = (lease.clone(), app.env.now().plus_ms(lease_ms));
        if !app.db.write(move |tx| jobs::extend(tx, &lease, until)).await? {
            return Ok(());
        }
    }
}

/// Keeps what came: files and words beside the run, and the job is done. Credits stay where they are.
async fn keep(
    app: &App,
    lease: Lease,
    id: GenerationId,
    index: usize,
    collected: Collected,
    warnings: Vec<String>,
) -> Result<(), DbError> {
    let (now, fence) = (app.env.now(), lease.clone());
    let kept = app.db.check_and_write(
        move |reader| Ok::<_, WriteError>(jobs::fence(reader, &fence)??),
        move |tx, ()| {
            let record = store::find(tx, id)?.ok_or(DbError::NoRow)?;
            let mut run = Run { steps: store::steps(tx, id)?, record };
            for (asset, file, output) in &collected.files {
                let new = output::new_output(&run, index, *asset, output, true, now);
                media::insert(tx, &new, file)?;
            }
            collected.list(tx, run.record.workspace, now)?;
            if run.record.response.is_none() && collected.words.is_some() {
                run.record.response = collected.words;
                run.record.warnings.push("This answer arrived late and was not charged.".into());
            }
            run.record.warnings.extend(warnings);
            run.save(tx, now)?;
            jobs::finish(tx, &lease, now).map(drop)
        },
    );
    match kept.await {
        Ok(()) => {
            tracing::info!(generation.id = %id, "a result that came late was kept");
            Ok(())
        }
        Err(WriteError::LeaseLost(_)) => Ok(()),
        Err(WriteError::Db(error)) => Err(error),
    }
}
