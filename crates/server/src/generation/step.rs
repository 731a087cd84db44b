//! Carries one step: each turn does one external thing and writes down what came of it before the next.
//!
//! submit → remote id, poll → progress, outputs → storage → the end of the step. A submit that surely was
//! not taken waits and is tried again, by the next model of the chain when this one cannot; one whose
//! outcome is unknown is never repeated, only asked about.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    catalog::{Model, Preference, WORKFLOW_PROVIDER},
    generation::{
        state::Failure,
        step::{StepEvent, StepState},
    },
    limits::STEP_ATTEMPTS_MAX,
    money::{Ratio, USD_MICROS_PER_CREDIT},
    problem::ProblemCode,
    time::{Millis, SECOND_MS},
};
use providers::{Fault, FaultClass, Output, Progress, Provider, Status, Submission, SubmitError};

use super::{
    carry::{Carrier, Stop},
    collect::{self, Collected, failure},
    late,
    output::new_output,
    preview,
    record::StepRecord,
    store, work,
};
use crate::{catalog, failpoint, media, planning};

/// Progress is written at most this often: people do not read faster, and every write is a commit.
const PROGRESS_EVERY_MS: i64 = 200;
/// How long one look at a provider takes, at most.
const LOOK: Duration = Duration::from_secs(10);
/// How often a submit that is the work itself is asked how far it is.
const GLANCE_EVERY: Duration = Duration::from_secs(1);
/// The first pause before a submit is repeated, in milliseconds; doubled each time, with full jitter.
const BACKOFF_FIRST_MS: i64 = 500;
/// The longest pause before a submit is repeated, in milliseconds.
const BACKOFF_MAX_MS: i64 = 30_000;
/// Submits to one model that is overloaded before the next model of the chain is asked.
const TRIES_PER_MODEL: u32 = 2;

impl Carrier<'_> {
    /// Carries a step until it ends, or waits for a time.
    pub(super) async fn step(&self, index: usize) -> Result<(), Stop> {
        loop {
            let step = self.step_now(index);
            let found = self.app.catalog.model(&step.model_id, step.operation).cloned();
            let Some((model, provider)) = found.zip(self.app.providers.get(&step.provider).cloned()) else {
                let gone = failure(ProblemCode::ProviderUnavailable, "Its provider is switched off.");
                return self.fail_step(index, gone).await;
            };
            match step.state {
                StepState::Submitting { attempt } => self.submit(index, attempt, &model, &provider).await?,
                StepState::Running { remote_id, .. } | StepState::Collecting { remote_id, .. } => {
                    self.follow(index, &remote_id, &model, &provider).await?;
                }
                StepState::Unresolved { attempt } => {
                    self.look_for(index, attempt, &model, &provider).await?;
                    if self.look(|run| matches!(run.steps[index].state, StepState::Unresolved { .. })) {
                        return Ok(());
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    async fn submit(
        &self,
        index: usize,
        attempt: u32,
        model: &Model,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let submission = match work::submission(self.app, &self.run(), index, attempt, model).await {
            Ok(submission) => submission,
            Err(lost) => return self.fail_step(index, lost).await,
        };
        failpoint!("before_submit");
        let began = Instant::now();
        let submitted = match provider.name_of(&submission.attempt_id) {
            None => provider.submit(submission).await,
            Some(_) => match self.submit_and_wait(index, submission, model, provider).await? {
                Some(submitted) => submitted,
                None => return Ok(()),
            },
        };
        self.app.metrics.submitted(&model.provider, &model.id, &submitted, began.elapsed());
        match submitted {
            Ok(remote_id) => {
                failpoint!("submitted");
                let outcome = self.note_remote_id(index, remote_id.clone()).await;
                failpoint!("recorded");
                if matches!(outcome, Err(Stop::LeaseLost)) {
                    provider.cancel(&remote_id).await;
                }
                outcome
            }
            Err(SubmitError::NotTaken(fault)) => self.try_again(index, attempt, &fault, model).await,
            Err(SubmitError::OutcomeUnknown(reason)) => {
                tracing::warn!(reason, "the outcome of a submit is unknown");
                if !model.deduplicates_submits {
                    return self.write_step(index, StepEvent::OutcomeUnknown).await;
                }
                // The same attempt again, which is made and paid once, until the step's deadline.
                let started = self.look(|run| run.steps[index].started_at);
                let now = self.app.env.now();
                if now >= started.unwrap_or(now).plus_ms(model.deadline_ms) {
                    let message = format!("{} could not be reached.", model.name);
                    return self.fail_step(index, failure(ProblemCode::ProviderUnavailable, &message)).await;
                }
                tokio::time::sleep(Duration::from_millis(BACKOFF_FIRST_MS.unsigned_abs())).await;
                self.write_step(index, StepEvent::RetryDeduplicated).await
            }
        }
    }

    /// A submit that is the work itself: it takes as long as the work does, so the deadline of the step holds for
    /// it, and a process that stops does not wait for it. Dropping it drops the call. `None` where the step ended.
    ///
    /// A run that was taken away goes on waiting: its answer is paid for and kept, and whoever carries the run next
    /// finds it. Who cancelled it has told the provider, which ends the call.
    async fn submit_and_wait(
        &self,
        index: usize,
        submission: Submission,
        model: &Model,
        provider: &Provider,
    ) -> Result<Option<Result<String, SubmitError>>, Stop> {
        let started = self.look(|run| run.steps[index].started_at);
        let now = self.app.env.now();
        let left = started.unwrap_or(now).plus_ms(model.deadline_ms).since_ms(now).max(1).unsigned_abs();
        let attempt_id = submission.attempt_id.clone();
        tokio::select! {
            submitted = provider.submit(submission) => Ok(Some(submitted)),
            () = tokio::time::sleep(Duration::from_millis(left)) => {
                let seconds = model.deadline_ms / SECOND_MS;
                let message = format!("It took longer than {seconds} seconds, so we stopped it.");
                self.fail_step(index, failure(ProblemCode::DeadlinePassed, &message)).await.map(|()| None)
            }
            stopped = self.tell_meanwhile(index, &attempt_id, provider) => Err(stopped),
            () = self.app.abandoning.cancelled() => Err(Stop::Abandoned),
        }
    }

    /// Writes how far a submit is that is the work itself, where its provider can tell. Never ends by itself.
    async fn tell_meanwhile(&self, index: usize, attempt_id: &str, provider: &Provider) -> Stop {
        let mut told = 0;
        loop {
            tokio::time::sleep(GLANCE_EVERY).await;
            let Some(progress) = provider.glance(attempt_id).await else { continue };
            if progress.revision == told {
                continue;
            }
            told = progress.revision;
            // A run that was taken away goes on waiting for its answer, which is kept.
            if let Err(Stop::Abandoned) = self.write_progress(index, progress).await {
                return Stop::Abandoned;
            }
        }
    }

    /// Follows the provider's work until it changes the step's state.
    async fn follow(
        &self,
        index: usize,
        remote_id: &str,
        model: &Model,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let step = self.step_now(index);
        let deadline = step.started_at.unwrap_or(self.app.env.now()).plus_ms(model.deadline_ms);
        let (mut revision, mut written_at) = (0, Millis(0));
        loop {
            let left = deadline.since_ms(self.app.env.now()).max(1).unsigned_abs();
            let wait = LOOK.min(Duration::from_millis(left));
            let status = tokio::select! {
                status = provider.poll(remote_id, revision, wait) => status,
                () = self.app.abandoning.cancelled() => return Err(Stop::Abandoned),
                () = self.halt.cancelled() => return Err(Stop::Abandoned),
            };
            failpoint!("polled");
            let now = self.app.env.now();
            match status {
                Status::Running(progress) if now < deadline => {
                    // Skipped progress is not lost: a later revision says more.
                    let news = progress.revision != revision;
                    revision = progress.revision;
                    if news && now.since_ms(written_at) >= PROGRESS_EVERY_MS {
                        self.write_progress(index, progress).await?;
                        written_at = now;
                    }
                }
                Status::Running(_) => {
                    provider.cancel(remote_id).await;
                    let seconds = model.deadline_ms / SECOND_MS;
                    let message = format!("It took longer than {seconds} seconds, so we stopped it.");
                    return self.fail_step(index, failure(ProblemCode::DeadlinePassed, &message)).await;
                }
                Status::Finished(outputs) => return self.finish(index, outputs, remote_id, provider).await,
                Status::Failed(fault) => {
                    provider.forget(remote_id).await;
                    let own = self.look(|run| run.works_with_own_key(index));
                    if fault.class == FaultClass::Unauthorised && !own {
                        // The key was revoked, and what it ordered is out of reach: the next key, or who comes next.
                        let fault = Fault { class: FaultClass::Unavailable, ..fault };
                        return self.try_again(index, step.attempt, &fault, model).await;
                    }
                    if !fault.is_retryable() {
                        // It was taken, and may have been paid for: not once more somewhere else.
                        return self.fail_step(index, failure(fault.code(), &fault.message)).await;
                    }
                    return self.try_again(index, step.attempt, &fault, model).await;
                }
                Status::Forgotten if model.deduplicates_submits => {
                    return self.write_step(index, StepEvent::RemoteForgot).await;
                }
                Status::Forgotten => {
                    let message = format!("{} no longer knows this run.", model.name);
                    return self.fail_step(index, failure(ProblemCode::ProviderFailed, &message)).await;
                }
            }
        }
    }

    /// Stores the outputs, then ends the step in one transaction with all that follows from it.
    async fn finish(
        &self,
        index: usize,
        outputs: Arc<Vec<Output>>,
        remote_id: &str,
        provider: &Provider,
    ) -> Result<(), Stop> {
        let operation = self.look(|run| run.steps[index].operation);
        let collected = match collect::collect(self.app, operation, &outputs).await {
            Ok(collected) => collected,
            Err(reason) => {
                provider.forget(remote_id).await;
                return self.fail_step(index, reason).await;
            }
        };
        failpoint!("stored");
        let told = outputs.iter().flat_map(|output| output.warnings.clone());
        let warnings =
            self.conversions(index).await.into_iter().chain(self.takeover(index)).chain(told).collect();
        let made_by = outputs.first().map(|output| output.made_by.clone());
        let outcome = self.settle(index, collected, warnings, made_by).await;
        failpoint!("settled");
        // What was not written down is found again by whoever carries the run next, if it is still there.
        if outcome.is_ok() || !provider.holds_the_only_copy() {
            provider.forget(remote_id).await;
        }
        outcome
    }

    /// What was done to the files of a step before its model was given them.
    async fn conversions(&self, index: usize) -> Vec<String> {
        let (run, step) = (self.run(), self.step_now(index));
        match self.app.catalog.model(&step.model_id, step.operation) {
            Some(model) => work::conversions(self.app, &run, &step, model).await,
            None => Vec::new(),
        }
    }

    /// Who took over from whom, where the model that was quoted did not do it.
    fn takeover(&self, index: usize) -> Option<String> {
        let step = self.step_now(index);
        let quoted = self.app.catalog.model(step.tried.first()?, step.operation)?;
        Some(format!("{} was not available; {} took over at the same price.", quoted.name, step.model_name))
    }

    async fn settle(
        &self,
        index: usize,
        collected: Collected,
        warnings: Vec<String>,
        made_by: Option<String>,
    ) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, tx, lease| {
            for (id, file, output) in &collected.files {
                media::insert(tx, &new_output(run, index, *id, output, false, now), file)?;
            }
            collected.list(tx, run.record.workspace, now)?;
            run.record.response = collected.words.or(run.record.response.take());
            for warning in warnings {
                // What is done to a picture was told with the price already.
                if !run.record.warnings.contains(&warning) {
                    run.record.warnings.push(warning);
                }
            }
            let step = &mut run.steps[index];
            step.made_by = made_by;
            step.progress = 100;
            step.sentence = None;
            if matches!(step.state, StepState::Running { .. }) {
                run.step_event(index, StepEvent::RemoteFinished, now)?;
            }
            run.step_event(index, StepEvent::Stored, now)?;
            run.go_on(tx, lease, now)
        })
        .await
    }

    /// After a submit that surely was not taken, or work that the provider gave up: once more, here or at
    /// the next model of the chain, after a pause; or the end of the step.
    async fn try_again(&self, index: usize, attempt: u32, fault: &Fault, model: &Model) -> Result<(), Stop> {
        let step = self.step_now(index);
        let final_fault = matches!(fault.class, FaultClass::Refused | FaultClass::Invalid);
        if final_fault || attempt >= STEP_ATTEMPTS_MAX {
            return self.fail_step(index, self.failure_of(index, fault, model)).await;
        }
        let here_again = fault.is_retryable() && !attempt.is_multiple_of(TRIES_PER_MODEL);
        let next = if here_again { None } else { self.next_model(index, &step, model) };
        if next.is_none() && !fault.is_retryable() {
            return self.fail_step(index, self.failure_of(index, fault, model)).await;
        }
        let now = self.app.env.now();
        // Another model need not be waited for.
        let not_before = if next.is_some() { now } else { now.plus_ms(self.pause(attempt, fault)) };
        let deadline = step.started_at.unwrap_or(now).plus_ms(model.deadline_ms);
        if not_before >= deadline {
            return self.fail_step(index, failure(fault.code(), &fault.message)).await;
        }
        tracing::info!(attempt, class = ?fault.class, elsewhere = next.is_some(), "a step is tried again");
        self.change(move |run, tx, lease| {
            run.step_event(index, StepEvent::RetryKnown, now)?;
            let step = &mut run.steps[index];
            step.not_before = Some(not_before);
            step.remote_id = None;
            if let Some(next) = next {
                step.tried.push(std::mem::replace(&mut step.model_id, next.id));
                let before = std::mem::replace(&mut step.model_name, next.name);
                step.provider = next.provider;
                step.sentence = Some(format!("{before} is not available; {} takes over", step.model_name));
            } else {
                step.sentence = Some(format!("{} is busy; trying again", step.model_name));
            }
            run.go_on(tx, lease, now)
        })
        .await
    }

    /// What the person reads when nobody goes on. With their own key it is theirs to look after.
    fn failure_of(&self, index: usize, fault: &Fault, model: &Model) -> Failure {
        let own = self.look(|run| run.works_with_own_key(index));
        let what = match fault.class {
            FaultClass::Unauthorised => "was not accepted, or is not here any more",
            FaultClass::OutOfCredit => "has no credit left there",
            _ => return failure(fault.code(), &fault.message),
        };
        if !own {
            return failure(fault.code(), &fault.message);
        }
        let message = format!("Your own key for {} {what}. Look at it in your account.", model.provider);
        failure(ProblemCode::OwnKeyFailed, &message)
    }

    /// The next model of the chain that was not tried, can be had and costs no more than the step's price
    /// brings: the price stays what was quoted, whoever does the work. A step that was quoted for the workspace's
    /// own key goes only where the workspace has one: the operator would pay more than was quoted.
    fn next_model(&self, index: usize, step: &StepRecord, model: &Model) -> Option<Model> {
        // A workflow is what the person chose; nobody else stands in for it.
        if model.provider == WORKFLOW_PROVIDER {
            return None;
        }
        let owner = self.look(|run| run.works_with_own_key(index).then_some(run.record.workspace));
        let offers = catalog::offers(self.app, owner);
        let untried = |other: &&Model| other.id != model.id && !step.tried.contains(&other.id);
        let brings = step.price.times(Ratio::whole(USD_MICROS_PER_CREDIT));
        let pays = |other: &&Model| match owner {
            None => planning::model_cost(step.operation, &step.parameters, other) <= brings,
            Some(_) => offers.own_key_fee(other).is_some(),
        };
        let quality = step.parameters.quality.unwrap_or_default();
        let chain = offers.chain(model.operation, Preference::Quality);
        chain.into_iter().filter(untried).filter(|other| other.makes(quality)).find(pays).cloned()
    }

    /// Exponential backoff with full jitter; never sooner than the provider asks.
    fn pause(&self, attempt: u32, fault: &Fault) -> i64 {
        let ceiling = (BACKOFF_FIRST_MS << attempt.min(16)).min(BACKOFF_MAX_MS);
        let jitter = i64::from(u32::from_be_bytes(self.app.env.random_bytes())) % (ceiling + 1);
        match fault.class {
            FaultClass::RateLimited { retry_after_ms: Some(asked) } => asked.max(jitter),
            _ => jitter,
        }
    }

    pub(super) async fn write_step(&self, index: usize, event: StepEvent) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, tx, _| {
            run.step_event(index, event, now)?;
            run.save(tx, now)
        })
        .await
    }

    /// Writes who has the work. Nobody sees a difference between a step that is being submitted and one that
    /// was taken, so the run stays as it is and nobody is told.
    async fn note_remote_id(&self, index: usize, remote_id: String) -> Result<(), Stop> {
        let now = self.app.env.now();
        self.change(move |run, tx, _| {
            run.step_event(index, StepEvent::Accepted { remote_id }, now)?;
            store::update_step(tx, &run.steps[index])
        })
        .await
    }

    async fn write_progress(&self, index: usize, progress: Progress) -> Result<(), Stop> {
        let preview = progress.preview.as_deref().and_then(preview::data_address);
        let now = self.app.env.now();
        self.change(move |run, tx, _| {
            let step = &mut run.steps[index];
            step.progress = step.progress.max(progress.percent.min(99));
            step.sentence = Some(progress.sentence.clone());
            run.record.sentence = Some(progress.sentence);
            run.record.preview = preview.or(run.record.preview.take());
            run.measure();
            run.save(tx, now)
        })
        .await
    }

    pub(super) async fn fail_step(&self, index: usize, reason: Failure) -> Result<(), Stop> {
        let (now, app) = (self.app.env.now(), self.app.clone());
        self.change(move |run, tx, lease| {
            if late::may_come(&reason) {
                late::follow_up(&app, tx, run, index, now)?;
            }
            run.step_event(index, StepEvent::Failed(reason), now)?;
            run.go_on(tx, lease, now)
        })
        .await
    }
}
