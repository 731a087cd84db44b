//! Workers: claim what there is room for, carry it, look for the next.
//!
//! They run inside `serve`. A wake-up from the database door makes the claimer look at once; it also
//! looks every second by itself, so a lost wake-up costs a second and nothing else.

use std::{sync::Arc, time::Duration};

use domain::{
    generation::{
        state::Event,
        step::{StepEvent, StepState},
    },
    id::GenerationId,
    queue::Policy,
    time::{DAY_MS, HOUR_MS, Millis, SECOND_MS},
};

use tokio::sync::Semaphore;

use super::{carry, late, settle::Run, store};
use crate::{
    app::App,
    failpoint,
    platform::{
        db::{DbError, Tx},
        events,
        jobs::{self, JobKind, Lease},
    },
};

/// How often a worker looks when nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Jobs claimed in one transaction, at most: other writes get their turn in between.
const CLAIMS_AT_ONCE: usize = 16;
/// Who holds the leases of this process.
const OWNER: &str = "serve";
/// How often rows that nobody needs any more are removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// Workspaces whose old events are forgotten before the next are looked up.
const WORKSPACES_AT_ONCE: u32 = 200;
/// Old events forgotten in one transaction.
const EVENTS_AT_ONCE: u32 = 2_000;

/// What a claim found to do.
enum Claimed {
    Generation(Box<Run>, Lease),
    ProviderCancel(Lease),
    LateResult(Lease),
    BatchExpand(Lease),
    /// A job whose run has ended already.
    Stale,
}

/// Starts `app.config.workers.count` workers and the housekeeping. Returns at once; everything ends
/// after `app.stopping`.
///
/// # Errors
/// [`DbError`] when leases of an earlier process cannot be taken back.
pub async fn start(app: &App) -> Result<(), DbError> {
    // This process is alone with its database: every lease is of a process that is no more.
    let now = app.env.now();
    let policy = Policy { ageing_ms: app.config.workers.ageing_seconds * SECOND_MS };
    let lanes = lanes(app);
    let reclaimed = app
        .db
        .write(move |tx| {
            jobs::configure(tx, policy)?;
            for (lane, most) in &lanes {
                jobs::limit_lane(tx, lane, Some(*most))?;
            }
            jobs::reclaim_all(tx, now)
        })
        .await?;
    if reclaimed > 0 {
        tracing::info!(reclaimed, "runs of an earlier process go on");
    }
    if app.config.workers.count > 0 {
        let dispatcher = app.clone();
        app.tasks.spawn(async move { dispatch(dispatcher).await });
    }
    app.tasks.spawn(crate::queue::watch(app.clone()));
    app.tasks.spawn(crate::batch::watch(app.clone()));
    app.tasks.spawn(crate::ledger::watch(app.clone()));
    if app.gateways.any() && app.config.workers.count > 0 {
        app.tasks.spawn(crate::billing::reconcile::watch(app.clone()));
    }
    if app.mailer.is_some() {
        app.tasks.spawn(crate::mail::watch(app.clone()));
    }
    let tidier = app.clone();
    app.tasks.spawn(async move { tidy(&tidier).await });
    Ok(())
}

/// How many runs of each provider are worked on at once. What the local studio cannot draw yet waits in
/// the line, where it is fair, and not behind the studio's door.
fn lanes(app: &App) -> Vec<(&'static str, u32)> {
    let drawn = u32::try_from(app.config.local_studio.pictures_at_once).unwrap_or(u32::MAX);
    vec![
        ("local", drawn.saturating_add(1)),
        ("fal", app.config.fal.runs_at_once),
        ("runway", app.config.runway.runs_at_once),
        ("comfyui", app.config.comfyui.runs_at_once),
        ("automatic1111", app.config.automatic1111.runs_at_once),
        ("n8n", app.config.n8n.runs_at_once),
        ("openai", app.config.openai.runs_at_once),
        ("gemini", app.config.gemini.runs_at_once),
        ("elevenlabs", app.config.elevenlabs.runs_at_once),
        (late::LANE, late::AT_ONCE),
    ]
}

/// Claims what there is room for and starts it. One claimer for all workers: however many wait, a
/// wake-up is one transaction.
async fn dispatch(app: App) {
    let room = Arc::new(Semaphore::new(app.config.workers.count));
    while !app.stopping.is_cancelled() {
        let woken = app.wakeup.wait();
        tokio::pin!(woken);
        // Listening starts before looking, so what is queued in between is not missed.
        woken.as_mut().enable();
        let free = room.available_permits().min(CLAIMS_AT_ONCE);
        let claimed = match free {
            0 => Ok(Vec::new()),
            _ => claim(&app, free).await,
        };
        match claimed {
            Ok(claimed) if !claimed.is_empty() => {
                for claimed in claimed {
                    // The claimer is the only one who takes room, so what was free still is.
                    let Ok(place) = room.clone().try_acquire_owned() else { continue };
                    let (worker, tasks) = (app.clone(), app.tasks.clone());
                    tasks.spawn(async move {
                        carry_out(&worker, claimed).await;
                        drop(place);
                        worker.wakeup.wake();
                    });
                }
            }
            Ok(_) => {
                tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    () = app.stopping.cancelled() => {}
                }
            }
            Err(error) => {
                tracing::error!(%error, "the next runs could not be claimed; they will be at the next look");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}

async fn carry_out(app: &App, claimed: Claimed) {
    match claimed {
        Claimed::Generation(run, lease) => carry::carry(app, *run, lease).await,
        Claimed::ProviderCancel(lease) => cancel_remote(app, lease).await,
        Claimed::LateResult(lease) => late::look(app, lease).await,
        Claimed::BatchExpand(lease) => crate::batch::expand(app, lease).await,
        Claimed::Stale => {}
    }
}

/// Claims up to `most` jobs and, for runs, writes that they started and what is about to be submitted:
/// one commit between acceptance and the provider.
async fn claim(app: &App, most: usize) -> Result<Vec<Claimed>, DbError> {
    let now = app.env.now();
    let until = now.plus_ms(app.config.workers.lease_seconds * SECOND_MS);
    let catalog = app.clone();
    let claimed = app
        .db
        .check_and_write(
            |_| Ok::<_, DbError>(()),
            move |tx, ()| {
                let mut claimed = Vec::with_capacity(most);
                for lease in jobs::claim_many(tx, OWNER, until, now, most)? {
                    claimed.push(match lease.kind {
                        JobKind::ProviderCancel => Claimed::ProviderCancel(lease),
                        JobKind::LateResult => Claimed::LateResult(lease),
                        JobKind::BatchExpand => Claimed::BatchExpand(lease),
                        JobKind::Generation => begin(&catalog, tx, lease)?,
                    });
                }
                Ok(claimed)
            },
        )
        .await?;
    // A look that found nothing is no moment to die at: the first of them comes before the server listens.
    if !claimed.is_empty() {
        failpoint!("claimed");
    }
    Ok(claimed)
}

fn begin(app: &App, tx: &mut Tx<'_>, lease: Lease) -> Result<Claimed, DbError> {
    let now = app.env.now();
    let id: GenerationId = lease.subject.parse().map_err(|_| DbError::Engine("a job names no run".into()))?;
    let record = store::find(tx, id)?.ok_or(DbError::NoRow)?;
    if record.status.is_final() {
        jobs::finish(tx, &lease, now)?;
        return Ok(Claimed::Stale);
    }
    let mut run = Run { steps: store::steps(tx, id)?, record };
    run.event(tx, Event::Started, now)?;
    run.record.started_at.get_or_insert(now);
    for index in 0..run.steps.len() {
        if let StepState::Submitting { .. } = run.steps[index].state {
            // A crash cut this submit off: it may have gone out.
            let model = app.catalog.model(&run.steps[index].model_id, run.steps[index].operation);
            let deduplicates = model.is_some_and(|model| model.deduplicates_submits);
            let event = if deduplicates { StepEvent::RetryDeduplicated } else { StepEvent::OutcomeUnknown };
            run.step_event(index, event, now)?;
        }
    }
    run.advance(now)?;
    run.save(tx, now)?;
    Ok(Claimed::Generation(Box::new(run), lease))
}

async fn cancel_remote(app: &App, lease: Lease) {
    if let Some((provider, remote_id)) = lease.subject.split_once(':')
        && let Some(provider) = app.providers.get(provider)
    {
        provider.cancel(remote_id).await;
    }
    let now = app.env.now();
    if let Err(error) = app.db.write(move |tx| jobs::finish(tx, &lease, now)).await {
        tracing::error!(%error, "a cancellation could not be ticked off; it will be repeated");
    }
}

/// Takes jobs back from workers without a sign of life, and forgets what nobody needs.
async fn tidy(app: &App) {
    let lease = Duration::from_secs(app.config.workers.lease_seconds.unsigned_abs().max(1));
    let mut reclaim = tokio::time::interval(lease);
    let mut forget = tokio::time::interval(TIDY_EVERY);
    loop {
        let outcome = tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = reclaim.tick() => {
                let now = app.env.now();
                app.db.write(move |tx| jobs::reclaim_expired(tx, now)).await.map(drop)
            }
            _ = forget.tick() => forget_old(app).await,
        };
        if let Err(error) = outcome {
            tracing::error!(%error, "housekeeping failed; it will be tried again");
        }
    }
}

async fn forget_old(app: &App) -> Result<(), DbError> {
    let now = app.env.now();
    let events_before = now.plus_ms(-app.config.retention.events_days * DAY_MS);
    forget_events(app, events_before).await?;
    app.db
        .write(move |tx| {
            crate::quote::forget_expired(tx, now.plus_ms(-HOUR_MS))?;
            crate::auth::forget_expired(tx, now)?;
            crate::n8n::forget_old(tx, now)?;
            Ok(())
        })
        .await
}

/// One workspace and a bounded number of rows per transaction: nobody waits for housekeeping.
async fn forget_events(app: &App, before: Millis) -> Result<(), DbError> {
    let mut from = String::new();
    loop {
        let page = app.db.read(|reader| events::workspaces(reader, &from, WORKSPACES_AT_ONCE)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        from = last.to_string();
        for workspace in page {
            let forget = move |tx: &mut Tx<'_>| events::forget_before(tx, workspace, before, EVENTS_AT_ONCE);
            while app.db.write::<_, DbError, _>(forget).await? == EVENTS_AT_ONCE as usize {}
        }
    }
}
