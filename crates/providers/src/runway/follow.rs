//! Polling: asking how a task goes until something changes.
//!
//! Nothing but an answer of Runway's ends a run here. A status that cannot be reached, is busy or is newer than
//! this code means *still running*; only the server's deadline ends such a run. Answers that cannot be read are
//! tolerated [`UNREADABLE_MAX`] times in a row.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use tokio::{sync::watch, task::AbortHandle, time::Instant};

use super::{ANSWER_BYTES_MAX, Remote, Runway, Shared, collect, map, models, wire::Task};
use crate::{
    Fault, FaultClass, InFlight, Progress, Status, Submission,
    http::{CallError, Secret, retry_after_ms},
};

/// Unreadable answers in a row before a run is given up.
const UNREADABLE_MAX: u32 = 20;
/// A person who waits is told that files are being fetched when it takes longer than this.
const TELL_FETCHING_AFTER: Duration = Duration::from_millis(500);
/// What nobody polled for this long is dropped: its run went to another process.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);

/// What is kept while a task is followed. All of it can be found again.
pub(super) struct Followed {
    /// Keeps the key counted as busy.
    _in_flight: Option<InFlight>,
    unreadable: u32,
    fetch: Option<Fetch>,
    polled_at: Instant,
}

struct Fetch {
    result: watch::Receiver<Option<Status>>,
    task: AbortHandle,
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

enum Fetched {
    Nothing,
    Status(Status),
    Interrupted,
}

/// What a question came to.
pub(super) enum Asked {
    Progress(Progress),
    Done(Task),
    Ended(Status),
    Busy(Duration),
    Unreadable,
    Unreachable,
}

impl Runway {
    /// How it goes: at once when something changed since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        let Some(remote) = Remote::decode(remote_id) else {
            return failed(FaultClass::Broken, "This run was not submitted to Runway.");
        };
        let Some(secret) = self.shared.keys.get(&remote.key) else {
            return failed(FaultClass::Unauthorised, "The key that started this run is gone.");
        };
        self.shared.start_following(remote_id, &remote, None);
        let until = Instant::now() + wait;
        let sentence = "Runway is working on it".to_owned();
        let mut known = Progress { revision, sentence, ..Progress::default() };
        loop {
            let asked = match self.fetched(remote_id, revision, until).await {
                Fetched::Status(status) => return status,
                // Not at once again: whatever interrupted it may need a moment.
                Fetched::Interrupted => Asked::Unreachable,
                Fetched::Nothing => self.ask(remote_id, &remote, &secret).await,
            };
            let mut pause = self.shared.settings.poll_every;
            match asked {
                Asked::Progress(progress) if progress.revision > revision => {
                    return Status::Running(progress);
                }
                Asked::Progress(progress) => known = progress,
                Asked::Done(task) => {
                    self.shared.start_fetching(remote_id, &remote, &secret, task);
                    continue;
                }
                Asked::Ended(status) => {
                    self.shared.stop_following(remote_id);
                    return status;
                }
                Asked::Busy(asked) => pause = pause.max(asked),
                Asked::Unreadable | Asked::Unreachable => {}
            }
            let now = Instant::now();
            if now >= until {
                return Status::Running(known);
            }
            tokio::time::sleep_until((now + pause).min(until)).await;
        }
    }

    /// The remote id of a task that somebody found at Runway. Which key created it is not known, so each is asked
    /// whether it knows it.
    pub(crate) async fn adopt(&self, submission: &Submission, task_id: &str) -> Option<String> {
        let model = models::find(&submission.model_id).ok()?;
        let changes = model.preview(submission).ok()?.changes;
        for key in self.shared.keys.fingerprints() {
            let (task_id, model_id) = (task_id.to_owned(), model.id.to_owned());
            let remote = Remote { task_id, model_id, key: key.clone(), changes: changes.clone() };
            let (Some(secret), Some(_)) = (self.shared.keys.get(&key), Remote::decode(&remote.encode()))
            else {
                continue;
            };
            if let Asked::Progress(_) | Asked::Done(_) = self.shared.ask_once(&remote, &secret).await {
                return Some(remote.encode());
            }
        }
        None
    }

    /// Waits for files that are being fetched.
    async fn fetched(&self, remote_id: &str, revision: u64, until: Instant) -> Fetched {
        let fetch = {
            let followed = self.shared.followed.lock();
            followed.get(remote_id).and_then(|one| Some(one.fetch.as_ref()?.result.clone()))
        };
        let Some(mut result) = fetch else { return Fetched::Nothing };
        let patience = match revision < map::FETCHING {
            true => until.min(Instant::now() + TELL_FETCHING_AFTER),
            false => until,
        };
        match tokio::time::timeout_at(patience, result.wait_for(Option::is_some)).await {
            Err(_) => Fetched::Status(Status::Running(map::fetching())),
            Ok(Ok(status)) => status.clone().map_or(Fetched::Interrupted, Fetched::Status),
            Ok(Err(_)) => {
                // The task ended without a result. The next question starts another.
                if let Some(one) = self.shared.followed.lock().get_mut(remote_id) {
                    one.fetch = None;
                }
                Fetched::Interrupted
            }
        }
    }

    async fn ask(&self, remote_id: &str, remote: &Remote, secret: &Secret) -> Asked {
        let asked = self.shared.ask_once(remote, secret).await;
        let mut followed = self.shared.followed.lock();
        let Some(one) = followed.get_mut(remote_id) else { return asked };
        match asked {
            Asked::Unreadable => one.unreadable += 1,
            Asked::Unreachable | Asked::Busy(_) => {}
            _ => one.unreadable = 0,
        }
        if one.unreadable < UNREADABLE_MAX {
            return asked;
        }
        Asked::Ended(failed(FaultClass::Broken, "Runway's answers about this run cannot be read."))
    }
}

impl Shared {
    pub(super) async fn ask_once(&self, remote: &Remote, secret: &Secret) -> Asked {
        let path = format!("v1/tasks/{}", remote.task_id);
        let Ok(call) = self.call(Method::GET, &path, secret) else { return Asked::Unreadable };
        let answer = match self.client.call(call, ANSWER_BYTES_MAX).await {
            Ok(answer) => answer,
            Err(CallError::TooLarge(_)) => return Asked::Unreadable,
            Err(_) => return Asked::Unreachable,
        };
        let now = (self.settings.clock)();
        match answer.status.as_u16() {
            200..=299 => match serde_json::from_slice::<Task>(&answer.body) {
                Ok(task) => read(task),
                Err(_) => Asked::Unreadable,
            },
            401..=403 => {
                self.keys.revoke(&remote.key, now);
                Asked::Ended(Status::Failed(map::fault(&answer, now)))
            }
            404 => Asked::Ended(Status::Forgotten),
            429 => {
                let asked = retry_after_ms(&answer.headers, now).unwrap_or(0);
                Asked::Busy(Duration::from_millis(asked.unsigned_abs()))
            }
            500..=599 => Asked::Unreachable,
            _ => Asked::Unreadable,
        }
    }

    /// Remembers that somebody follows a task.
    pub(super) fn start_following(&self, remote_id: &str, remote: &Remote, in_flight: Option<InFlight>) {
        let now = Instant::now();
        let mut followed = self.followed.lock();
        if let Some(known) = followed.get_mut(remote_id) {
            known.polled_at = now;
            return;
        }
        followed.retain(|_, one| now.duration_since(one.polled_at) < ABANDONED_AFTER);
        let _in_flight = in_flight.or_else(|| self.keys.follow(&remote.key));
        let new = Followed { _in_flight, unreadable: 0, fetch: None, polled_at: now };
        followed.insert(remote_id.to_owned(), new);
    }

    /// Forgets a task, and stops fetching its files.
    pub(super) fn stop_following(&self, remote_id: &str) {
        let gone = self.followed.lock().remove(remote_id);
        drop(gone);
    }

    /// Begins to fetch the result in a task of its own, so that a poll can answer before a long download ends.
    fn start_fetching(self: &Arc<Self>, remote_id: &str, remote: &Remote, secret: &Secret, done: Task) {
        let mut followed = self.followed.lock();
        let Some(one) = followed.get_mut(remote_id).filter(|one| one.fetch.is_none()) else { return };
        let (sender, result) = watch::channel(None);
        let (shared, remote, secret) = (self.clone(), remote.clone(), secret.clone());
        let work = async move {
            let status = match models::find(&remote.model_id) {
                Ok(model) => collect::collect(&shared, &remote, &secret, model, done).await,
                Err(fault) => Some(Status::Failed(fault)),
            };
            if let Some(status) = status {
                sender.send_replace(Some(status));
            }
        };
        one.fetch = Some(Fetch { result, task: tokio::spawn(work).abort_handle() });
    }
}

/// What a task says of itself. A state that is newer than this code is none that ends a run.
fn read(task: Task) -> Asked {
    match task.status.as_str() {
        "SUCCEEDED" => Asked::Done(task),
        "FAILED" => Asked::Ended(Status::Failed(map::failure(&task))),
        "CANCELLED" => {
            Asked::Ended(failed(FaultClass::Broken, "The task was cancelled at Runway, not by us."))
        }
        _ => map::progress(&task).map_or(Asked::Unreachable, Asked::Progress),
    }
}

pub(super) fn failed(class: FaultClass, message: &str) -> Status {
    Status::Failed(Fault { class, message: message.to_owned() })
}
