//! Carries one run to its end: its steps side by side, its lease alive, handed back when nothing can be
//! done for a while.
//!
//! ```text
//!             ┌── step 0 ──┐  ends      every change goes through one place, in order, fenced:
//!  carry ─────┼── step 2 ──┼────────►   change ─► rows, next steps, charge, event
//!             └── (beat) ──┘
//!  nothing flies: ended │ a step waits for its time │ an unresolved submit ─► handed back
//! ```
//!
//! Whatever the process was doing when it died, the rows say how far it came, and the next worker goes
//! on from there.

use std::{collections::HashSet, time::Duration};

use domain::{
    generation::step::StepState,
    time::{Millis, SECOND_MS},
};
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use super::{
    record::StepRecord,
    settle::{Run, WriteError},
};
use crate::{
    app::App,
    platform::{
        db::{DbError, Tx},
        jobs::{self, Lease},
    },
};

/// How long an unresolved submit is left alone before the provider is asked about it again.
const LOOK_AGAIN_MS: i64 = 30 * SECOND_MS;

/// Why carrying stopped before the run ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// The run belongs to nobody or somebody else now.
    LeaseLost,
    /// The process is stopping: the job is given back.
    Abandoned,
    /// The database failed; the lease will run out and another claim goes on.
    Db(DbError),
}

impl From<WriteError> for Stop {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::LeaseLost(_) => Stop::LeaseLost,
            WriteError::Db(error) => Stop::Db(error),
        }
    }
}

/// Carries a run until it ends, is lost or is handed back.
pub(super) async fn carry(app: &App, run: Run, lease: Lease) {
    let span = tracing::info_span!("run", generation.id = %run.record.id, lease = lease.number);
    let halt = CancellationToken::new();
    let (run, one_at_a_time) = (parking_lot::Mutex::new(run), tokio::sync::Mutex::new(()));
    let carrier = Carrier { app, lease, halt, run, one_at_a_time };
    let outcome = tracing::Instrument::instrument(carrier.carry(), span.clone()).await;
    let _entered = span.enter();
    match outcome {
        Ok(true) => tracing::info!("run ended"),
        Ok(false) | Err(Stop::Abandoned) => tracing::info!("run was handed back"),
        Err(Stop::LeaseLost) => tracing::info!("run was taken away"),
        Err(Stop::Db(error)) => {
            tracing::error!(%error, "run could not be written; it will be taken up again");
        }
    }
}

/// What the steps of a run share while one worker carries them.
pub(super) struct Carrier<'a> {
    pub(super) app: &'a App,
    lease: Lease,
    /// Set when carrying stops: steps that are followed are let go of.
    pub(super) halt: CancellationToken,
    run: parking_lot::Mutex<Run>,
    /// Held by whoever changes the run.
    one_at_a_time: tokio::sync::Mutex<()>,
}

/// Something a worker does for its run, side by side with the rest.
#[derive(Clone, Copy)]
enum Turn {
    /// Carries a step until it ends or waits.
    Step(usize),
    /// Starts steps whose time to be tried again has come.
    StartDue,
    /// Gives a sign of life.
    Beat,
}

impl Carrier<'_> {
    /// Whether the run ended; if not, it was handed back.
    ///
    /// Nothing here waits for a change but the changes themselves: while this function waits for
    /// something else than `flying`, the steps stand still, and whoever waited for them would for ever.
    async fn carry(&self) -> Result<bool, Stop> {
        let lease_ms = self.app.config.workers.lease_seconds * SECOND_MS;
        let mut beat = tokio::time::interval(Duration::from_millis((lease_ms / 3).max(50).unsigned_abs()));
        beat.reset();
        let mut flying = FuturesUnordered::new();
        let (mut in_flight, mut looked_at) = (HashSet::new(), HashSet::new());
        let (mut starting, mut stopped) = (false, None);
        loop {
            for index in self.startable(&looked_at) {
                if stopped.is_none() && in_flight.insert(index) {
                    flying.push(self.turn(Turn::Step(index)));
                }
            }
            if flying.is_empty() {
                break;
            }
            let due = async {
                match self.look(Run::next_try) {
                    Some(at) if !starting => {
                        let wait = at.since_ms(self.app.env.now()).max(1).unsigned_abs();
                        tokio::time::sleep(Duration::from_millis(wait)).await;
                    }
                    _ => std::future::pending().await,
                }
            };
            let outcome = tokio::select! {
                Some((turn, outcome)) = flying.next() => {
                    match turn {
                        Turn::Step(index) => {
                            in_flight.remove(&index);
                            // A provider is asked about an unresolved submit once a claim.
                            looked_at.insert(index);
                        }
                        Turn::StartDue => starting = false,
                        Turn::Beat => {}
                    }
                    outcome
                }
                _ = beat.tick() => {
                    // While other steps fly, providers are asked again about unresolved ones.
                    looked_at.clear();
                    flying.push(self.turn(Turn::Beat));
                    Ok(())
                }
                () = due => {
                    starting = true;
                    flying.push(self.turn(Turn::StartDue));
                    Ok(())
                }
            };
            if let Err(stop) = outcome {
                // The others come to a point where nothing is lost before this worker lets go.
                self.halt.cancel();
                stopped.get_or_insert(stop);
            }
        }
        match stopped {
            // A sign of life that came too late for a run that has ended is no loss.
            Some(_) if self.look(|run| run.record.status.is_final()) => Ok(true),
            Some(Stop::Abandoned) => {
                self.hand_back(self.app.env.now()).await?;
                Err(Stop::Abandoned)
            }
            Some(stop) => Err(stop),
            None => self.conclude().await,
        }
    }

    async fn turn(&self, turn: Turn) -> (Turn, Result<(), Stop>) {
        let outcome = match turn {
            Turn::Step(index) => self.step(index).await,
            Turn::StartDue => self.start_due().await,
            Turn::Beat => self.beat().await,
        };
        (turn, outcome)
    }

    /// Steps that there is something to do for.
    fn startable(&self, looked_at: &HashSet<usize>) -> Vec<usize> {
        let startable = |(index, step): (usize, &StepRecord)| match step.state {
            StepState::Submitting { .. } | StepState::Running { .. } | StepState::Collecting { .. } => {
                Some(index)
            }
            StepState::Unresolved { .. } => (!looked_at.contains(&index)).then_some(index),
            _ => None,
        };
        self.look(|run| run.steps.iter().enumerate().filter_map(startable).collect())
    }

    async fn start_due(&self) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, tx, _| {
            run.advance(now)?;
            run.save(tx, now)
        })
        .await
    }

    /// A sign of life, which also finds out that the run was taken away.
    async fn beat(&self) -> Result<(), Stop> {
        let lease_ms = self.app.config.workers.lease_seconds * SECOND_MS;
        let (lease, until) = (self.lease.clone(), self.app.env.now().plus_ms(lease_ms));
        let held = self.app.db.write(move |tx| jobs::extend(tx, &lease, until)).await.map_err(Stop::Db)?;
        if held { Ok(()) } else { Err(Stop::LeaseLost) }
    }

    /// Nothing flies any more: the run has ended, or there is nothing to do before a certain time.
    async fn conclude(&self) -> Result<bool, Stop> {
        if self.look(|run| run.record.status.is_final()) {
            return Ok(true);
        }
        let run = self.run();
        let deadline = |step: &StepRecord| match step.state {
            StepState::Unresolved { .. } => {
                let model = self.app.catalog.model(&step.model_id, step.operation)?;
                Some(step.started_at?.plus_ms(model.deadline_ms))
            }
            _ => None,
        };
        let look_again = self.app.env.now().plus_ms(LOOK_AGAIN_MS);
        let times = run.steps.iter().filter_map(deadline).chain(run.next_try()).chain([look_again]);
        self.hand_back(times.min().unwrap_or(look_again)).await?;
        Ok(false)
    }

    async fn hand_back(&self, run_at: Millis) -> Result<(), Stop> {
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        self.app
            .db
            .write(move |tx| jobs::hand_back(tx, &lease, run_at, now))
            .await
            .map(drop)
            .map_err(Stop::Db)
    }

    /// A copy of the run as this worker last wrote it.
    pub(super) fn run(&self) -> Run {
        self.run.lock().clone()
    }

    /// Looks at the run as this worker last wrote it.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Run) -> T) -> T {
        look(&self.run.lock())
    }

    /// A copy of a step as this worker last wrote it.
    pub(super) fn step_now(&self, index: usize) -> StepRecord {
        self.look(|run| run.steps[index].clone())
    }

    /// Changes the run in a fenced transaction, one change after the other; the copy here follows only
    /// if that was kept.
    pub(super) async fn change<F>(&self, work: F) -> Result<(), Stop>
    where
        F: FnOnce(&mut Run, &mut Tx<'_>, &Lease) -> Result<(), DbError> + Send + 'static,
    {
        let _turn = self.one_at_a_time.lock().await;
        let (lease, mut run) = (self.lease.clone(), self.run());
        let fenced = lease.clone();
        let saved = self
            .app
            .db
            .check_and_write(
                move |reader| Ok::<_, WriteError>(jobs::fence(reader, &fenced)??),
                move |tx, ()| {
                    work(&mut run, tx, &lease)?;
                    Ok(run)
                },
            )
            .await?;
        let mut run = self.run.lock();
        count(self.app, &run, &saved);
        *run = saved;
        Ok(())
    }
}

/// Counts what ended between two states of a run.
fn count(app: &App, before: &Run, after: &Run) {
    for (old, new) in before.steps.iter().zip(&after.steps) {
        let outcome = match &new.state {
            StepState::Completed => "completed",
            StepState::Failed(failure) => failure.code.id(),
            _ => continue,
        };
        if old.completed_at.is_none() {
            let took = new.completed_at.zip(new.started_at).map(|(end, start)| end.since_ms(start));
            app.metrics.step_ended((&new.provider, &new.model_id, new.operation), outcome, took);
        }
    }
    if after.record.status.is_final() && !before.record.status.is_final() {
        app.metrics.run_ended(after.record.status.id());
    }
}
