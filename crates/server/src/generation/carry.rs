//! Carries one run from its intent to its end.
//!
//! Each turn of the loop does one external thing and writes down what came of it before the next:
//! submit → remote id, poll → progress, outputs → storage → settled. Whatever the process was doing
//! when it died, the rows say how far it came, and the next worker goes on from there.

use std::{sync::Arc, time::Duration};

use domain::{
    catalog::Model,
    generation::{
        state::Failure,
        step::{StepEvent, StepState},
    },
    id::kind,
    limits::STEP_ATTEMPTS_MAX,
    problem::ProblemCode,
    time::{Millis, SECOND_MS},
};
use providers::{
    Fault, FaultClass, Output, PictureWork, Progress, Provider, Status, Submission, SubmitError, Work,
};

use super::{
    preview,
    settle::{Run, WriteError, fenced},
};
use crate::{
    app::App,
    failpoint,
    media::{self, NewPicture, PrepareError},
    platform::{
        db::DbError,
        jobs::{self, Lease},
        storage::StorageError,
    },
};

/// Progress is written at most this often: people do not read faster, and every write is a commit.
const PROGRESS_EVERY_MS: i64 = 200;
/// The first pause before a submit is repeated, in milliseconds; doubled each time, with full jitter.
const BACKOFF_FIRST_MS: i64 = 500;
/// The longest pause before a submit is repeated, in milliseconds.
const BACKOFF_MAX_MS: i64 = 30_000;

/// Why carrying stopped before the run ended.
enum Stop {
    /// The run belongs to nobody or somebody else now.
    LeaseLost,
    /// The job was given back; another claim goes on.
    HandedBack,
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
    let mut carrier = Carrier { app, lease, run };
    let outcome = tracing::Instrument::instrument(carrier.carry(), span.clone()).await;
    let _entered = span.enter();
    match outcome {
        Ok(()) => tracing::info!(status = carrier.run.record.status.id(), "run ended"),
        Err(Stop::LeaseLost) => tracing::info!("run was taken away"),
        Err(Stop::HandedBack) => tracing::info!("run was handed back"),
        Err(Stop::Db(error)) => {
            tracing::error!(%error, "run could not be written; it will be taken up again");
        }
    }
}

struct Carrier<'a> {
    app: &'a App,
    lease: Lease,
    run: Run,
}

impl Carrier<'_> {
    async fn carry(&mut self) -> Result<(), Stop> {
        loop {
            let Some(step) = self.run.current() else { return Ok(()) };
            let index = step.index as usize;
            let Some(model) = self.app.catalog.model(&step.model_id).cloned() else {
                return self
                    .fail(failure(ProblemCode::ProviderUnavailable, "This model is no longer here."))
                    .await;
            };
            let Some(provider) = self.app.providers.get(&step.provider).cloned() else {
                return self
                    .fail(failure(ProblemCode::ProviderUnavailable, "This provider is switched off."))
                    .await;
            };
            match step.state.clone() {
                StepState::Submitting { attempt } => self.submit(index, attempt, &model, &provider).await?,
                StepState::Running { remote_id, .. } | StepState::Collecting { remote_id, .. } => {
                    self.follow(index, &remote_id, &model, &provider).await?;
                }
                StepState::Unresolved { .. } => return self.wait_out(&model).await,
                // A claim leaves no other open state behind.
                _ => return Ok(()),
            }
            if self.run.record.status.is_final() {
                return Ok(());
            }
        }
    }

    async fn submit(
        &mut self,
        index: usize,
        attempt: u32,
        model: &Model,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let step = &self.run.steps[index];
        let request = &self.run.record.request;
        let size = request.size(model);
        let submission = Submission {
            attempt_id: format!("{}-{attempt}", step.id),
            model_id: model.id.clone(),
            work: Work::Picture(PictureWork {
                prompt: request.prompt.as_str().to_owned(),
                width: size.width,
                height: size.height,
                style: request.style.clone(),
                seed: request.seed.unwrap_or_default().unsigned_abs(),
            }),
            inputs: Vec::new(),
        };
        failpoint!("before_submit");
        match provider.submit(submission).await {
            Ok(remote_id) => {
                failpoint!("submitted");
                let accepted = StepEvent::Accepted { remote_id: remote_id.clone() };
                let outcome = self.write_step(index, accepted).await;
                failpoint!("recorded");
                if matches!(outcome, Err(Stop::LeaseLost)) {
                    provider.cancel(&remote_id).await;
                }
                outcome
            }
            Err(SubmitError::NotTaken(fault)) if fault.is_retryable() && attempt < STEP_ATTEMPTS_MAX => {
                self.retry_later(index, attempt, &fault).await
            }
            Err(SubmitError::NotTaken(fault)) => self.fail(failure(fault.code(), &fault.message)).await,
            Err(SubmitError::OutcomeUnknown(reason)) => {
                tracing::warn!(reason, "the outcome of a submit is unknown");
                self.write_step(index, StepEvent::OutcomeUnknown).await
            }
        }
    }

    /// Follows the provider's work until it changes the step's state.
    async fn follow(
        &mut self,
        index: usize,
        remote_id: &str,
        model: &Model,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let started = self.run.steps[index].started_at.unwrap_or(self.run.record.created_at);
        let deadline = started.plus_ms(model.deadline_ms);
        let lease_ms = self.app.config.workers.lease_seconds * SECOND_MS;
        let look_every = Duration::from_millis((lease_ms / 3).clamp(50, 10_000).unsigned_abs());
        let (mut revision, mut written_at) = (0, Millis(0));
        loop {
            let status = tokio::select! {
                status = provider.poll(remote_id, revision, look_every) => status,
                () = self.app.abandoning.cancelled() => return self.hand_back(self.app.env.now()).await,
            };
            failpoint!("polled");
            let now = self.app.env.now();
            match status {
                Status::Running(progress) if now < deadline => {
                    // Skipped progress is not lost: a later revision says more.
                    let told = progress.revision != revision && now.since_ms(written_at) >= PROGRESS_EVERY_MS;
                    revision = progress.revision;
                    if told || now.since_ms(written_at) >= lease_ms / 3 {
                        self.write_progress(index, progress, now.plus_ms(lease_ms)).await?;
                        written_at = now;
                    }
                }
                Status::Running(_) => {
                    provider.cancel(remote_id).await;
                    let seconds = model.deadline_ms / SECOND_MS;
                    let message = format!("It took longer than {seconds} seconds, so we stopped it.");
                    return self.fail(failure(ProblemCode::DeadlinePassed, &message)).await;
                }
                Status::Finished(outputs) => return self.collect(index, outputs, remote_id, provider).await,
                Status::Failed(fault) => {
                    provider.forget(remote_id).await;
                    return self.fail(failure(fault.code(), &fault.message)).await;
                }
                Status::Forgotten if model.deduplicates_submits => {
                    return self.write_step(index, StepEvent::RemoteForgot).await;
                }
                Status::Forgotten => {
                    let message = format!("{} no longer knows this run.", model.name);
                    return self.fail(failure(ProblemCode::ProviderFailed, &message)).await;
                }
            }
        }
    }

    /// Stores the outputs, then ends the run in one transaction.
    async fn collect(
        &mut self,
        index: usize,
        outputs: Arc<Vec<Output>>,
        remote_id: &str,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let mut pictures = Vec::with_capacity(outputs.len());
        for output in outputs.iter() {
            match self.store(output).await {
                Ok(picture) => pictures.push((self.app.env.new_id::<kind::Asset>(), picture, output.clone())),
                Err(reason) => {
                    provider.forget(remote_id).await;
                    return self.fail(reason).await;
                }
            }
        }
        failpoint!("stored");
        let outcome = self.settle(index, pictures).await;
        failpoint!("settled");
        provider.forget(remote_id).await;
        outcome
    }

    async fn store(&self, output: &Output) -> Result<media::StoredPicture, Failure> {
        let bytes = output.content.bytes().await.map_err(|error| {
            tracing::error!(%error, "an output could not be read back");
            failure(ProblemCode::StorageFailed, "The picture was made, but it could not be stored.")
        })?;
        let prepared = media::prepare(bytes).await.map_err(|error| {
            let PrepareError(reason) = error;
            tracing::error!(reason, "an output could not be read");
            failure(ProblemCode::ProviderFailed, "The result could not be read as a picture.")
        })?;
        media::store(&self.app.storage, prepared).await.map_err(|error| match error {
            StorageError::Full => failure(
                ProblemCode::StorageFull,
                "The picture was made, but the storage of this installation is full.",
            ),
            other => {
                tracing::error!(error = %other, "an output could not be stored");
                failure(ProblemCode::StorageFailed, "The picture was made, but it could not be stored.")
            }
        })
    }

    async fn settle(
        &mut self,
        index: usize,
        pictures: Vec<(domain::id::AssetId, media::StoredPicture, Output)>,
    ) -> Result<(), Stop> {
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        let mut run = self.run.clone();
        let saved = self
            .app
            .db
            .write(move |tx| {
                fenced(tx, &lease, |tx| {
                    for (id, picture, output) in &pictures {
                        let new = NewPicture {
                            id: *id,
                            workspace: run.record.workspace,
                            generation: run.record.id,
                            prompt: run.record.request.prompt.as_str(),
                            alt: format!("Generated picture: {}", output.description),
                            provenance: output.provenance.clone(),
                            now,
                        };
                        media::insert(tx, &new, picture)?;
                        run.record.warnings.extend(output.warnings.iter().cloned());
                        run.steps[index].made_by = Some(output.made_by.clone());
                    }
                    if matches!(run.steps[index].state, StepState::Running { .. }) {
                        run.step_event(index, StepEvent::RemoteFinished, now)?;
                    }
                    run.step_event(index, StepEvent::Stored, now)?;
                    run.steps[index].progress = 100;
                    run.steps[index].sentence = None;
                    run.finish(tx, now)?;
                    jobs::finish(tx, &lease, now)?;
                    Ok(run)
                })
            })
            .await?;
        self.run = saved;
        Ok(())
    }

    async fn write_step(&mut self, index: usize, event: StepEvent) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, _| run.step_event(index, event, now)).await
    }

    async fn write_progress(
        &mut self,
        index: usize,
        progress: Progress,
        lease_until: Millis,
    ) -> Result<(), Stop> {
        let preview = progress.preview.as_deref().and_then(preview::data_address);
        self.change(move |run, lease_write| {
            *lease_write = Some(lease_until);
            let step = &mut run.steps[index];
            step.progress = step.progress.max(progress.percent.min(99));
            step.sentence = Some(progress.sentence.clone());
            run.record.progress = step.progress;
            run.record.sentence = Some(progress.sentence);
            run.record.preview = preview.or(run.record.preview.take());
            Ok(())
        })
        .await
    }

    /// Changes the run in a fenced transaction; the copy here follows only if that was kept.
    async fn change<F>(&mut self, work: F) -> Result<(), Stop>
    where
        F: FnOnce(&mut Run, &mut Option<Millis>) -> Result<(), DbError> + Send + 'static,
    {
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        let mut run = self.run.clone();
        let saved = self
            .app
            .db
            .write(move |tx| {
                fenced(tx, &lease, |tx| {
                    let mut lease_until = None;
                    work(&mut run, &mut lease_until)?;
                    if let Some(until) = lease_until {
                        jobs::extend(tx, &lease, until)?;
                    }
                    run.save(tx, now)?;
                    Ok(run)
                })
            })
            .await?;
        self.run = saved;
        Ok(())
    }

    async fn fail(&mut self, reason: Failure) -> Result<(), Stop> {
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        let mut run = self.run.clone();
        let saved = self
            .app
            .db
            .write(move |tx| {
                fenced(tx, &lease, |tx| {
                    run.fail(tx, reason, now)?;
                    jobs::finish(tx, &lease, now)?;
                    Ok(run)
                })
            })
            .await?;
        self.run = saved;
        Ok(())
    }

    async fn retry_later(&mut self, index: usize, attempt: u32, fault: &Fault) -> Result<(), Stop> {
        let ceiling = (BACKOFF_FIRST_MS << attempt.min(16)).min(BACKOFF_MAX_MS);
        let jitter = i64::from(u32::from_be_bytes(self.app.env.random_bytes())) % (ceiling + 1);
        let pause = match fault.class {
            FaultClass::RateLimited { retry_after_ms: Some(asked) } => asked.max(jitter),
            _ => jitter,
        };
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        let mut run = self.run.clone();
        self.app
            .db
            .write(move |tx| {
                fenced(tx, &lease, |tx| {
                    run.step_event(index, StepEvent::RetryKnown, now)?;
                    run.save(tx, now)?;
                    jobs::hand_back(tx, &lease, now.plus_ms(pause), now)
                })
            })
            .await?;
        Err(Stop::HandedBack)
    }

    /// A submit whose outcome is unknown is not repeated: at the deadline the credits go back.
    async fn wait_out(&mut self, model: &Model) -> Result<(), Stop> {
        let deadline = self.run.record.created_at.plus_ms(model.deadline_ms);
        if self.app.env.now() < deadline {
            return self.hand_back(deadline).await;
        }
        let message = format!("We lost the line to {} and never learned what came of it.", model.name);
        self.fail(failure(ProblemCode::OutcomeUnknown, &message)).await
    }

    async fn hand_back(&mut self, run_at: Millis) -> Result<(), Stop> {
        let (now, lease) = (self.app.env.now(), self.lease.clone());
        self.app.db.write(move |tx| jobs::hand_back(tx, &lease, run_at, now)).await.map_err(Stop::Db)?;
        Err(Stop::HandedBack)
    }
}

fn failure(code: ProblemCode, message: &str) -> Failure {
    Failure { code, message: message.to_owned() }
}
