//! Polling: asking how a request goes until something changes.
//!
//! Nothing but an answer of fal's ends a run here. A status that cannot be reached, is busy or is newer
//! than this code means *still running*; only the server's deadline ends such a run. Answers that cannot
//! be read are tolerated [`UNREADABLE_MAX`] times in a row.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use tokio::{
    sync::{Notify, watch},
    task::AbortHandle,
    time::Instant,
};

use super::wire::{QueueStatus, Submitted};
use super::{ANSWER_BYTES_MAX, Fal, Shared, collect, map, models, remote::Remote};
use crate::{Fault, FaultClass, InFlight, Progress, Status, Submission, http::Secret, http::retry_after_ms};

/// Unreadable answers in a row before a run is given up.
const UNREADABLE_MAX: u32 = 20;
/// A person who waits is told that files are being fetched when it takes longer than this.
const TELL_FETCHING_AFTER: Duration = Duration::from_millis(500);
/// What nobody polled for this long is dropped: its run went to another process.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);

/// What is kept while a request is followed. All of it can be found again.
pub(super) struct Followed {
    request_id: String,
    /// Keeps the key counted as busy.
    _in_flight: Option<InFlight>,
    unreadable: u32,
    fetch: Option<Fetch>,
    nudged: Arc<Notify>,
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

/// How far the fetching of files is.
enum Fetched {
    Nothing,
    Status(Status),
    Interrupted,
}

/// What a question came to.
enum Asked {
    Progress(Progress),
    /// Finished, after this many seconds of computing where fal says so.
    Done {
        seconds: Option<f64>,
    },
    Ended(Status),
    Busy(Duration),
    Unreadable,
    Unreachable,
}

impl Fal {
    /// How it goes: at once when something changed since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        let settings = &self.shared.settings;
        let Some(remote) = Remote::decode(remote_id, &settings.queue) else {
            return failed(FaultClass::Broken, "This run was not submitted to this fal.");
        };
        let Some(secret) = self.shared.keys.get(&remote.key) else {
            return failed(FaultClass::Unauthorised, "The key that started this run is gone.");
        };
        let nudged = self.shared.start_following(remote_id, &remote, None);
        let until = Instant::now() + wait;
        let mut pause = settings.poll_every_min;
        let sentence = "fal is working on it".to_owned();
        let mut known = Progress { revision, sentence, ..Progress::default() };
        loop {
            let asked = match self.fetched(remote_id, revision, until).await {
                Fetched::Status(status) => return status,
                // Not at once again: whatever interrupted it may need a moment.
                Fetched::Interrupted => Asked::Unreachable,
                Fetched::Nothing => self.ask(remote_id, &remote, &secret).await,
            };
            match asked {
                Asked::Progress(progress) if progress.revision > revision => {
                    return Status::Running(progress);
                }
                Asked::Progress(progress) => known = progress,
                Asked::Done { seconds } => {
                    self.shared.start_fetching(remote_id, &remote, &secret, seconds);
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
            tokio::select! {
                () = tokio::time::sleep_until((now + pause).min(until)) => {}
                () = nudged.notified() => {}
            }
            pause = (pause * 5 / 4).min(settings.poll_every_max.max(pause));
        }
    }

    /// The remote id of a request that somebody found at fal. Which key submitted it is not known, so each
    /// is asked whether it knows it.
    pub(crate) async fn adopt(&self, submission: &Submission, request_id: &str) -> Option<String> {
        let model = models::find(&submission.model_id)?;
        let endpoint = model.preview(submission).ok()?.endpoint;
        let found = Submitted {
            request_id: request_id.to_owned(),
            status_url: None,
            response_url: None,
            cancel_url: None,
        };
        for key in self.shared.keys.fingerprints() {
            let remote = Remote::new(&found, &self.shared.settings.queue, endpoint, model.id, &key)?;
            let Some(secret) = self.shared.keys.get(&key) else { continue };
            if let Asked::Progress(_) | Asked::Done { .. } = self.ask_once(&remote, &secret).await {
                return Some(remote.encode());
            }
        }
        None
    }

    /// Makes whoever polls this request ask now.
    pub(crate) fn nudge(&self, request_id: &str) {
        let followed = self.shared.followed.lock();
        for one in followed.values().filter(|one| one.request_id == request_id) {
            one.nudged.notify_one();
        }
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
                let mut followed = self.shared.followed.lock();
                if let Some(one) = followed.get_mut(remote_id) {
                    one.fetch = None;
                }
                Fetched::Interrupted
            }
        }
    }

    async fn ask(&self, remote_id: &str, remote: &Remote, secret: &Secret) -> Asked {
        let asked = self.ask_once(remote, secret).await;
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
        Asked::Ended(failed(FaultClass::Broken, "fal's answers about this run cannot be read."))
    }

    async fn ask_once(&self, remote: &Remote, secret: &Secret) -> Asked {
        let mut url = remote.status_url.clone();
        url.query_pairs_mut().append_pair("logs", "1");
        let Ok(call) = self.authorised(Method::GET, url, secret) else { return Asked::Unreadable };
        let answer = match self.shared.client.call(call, ANSWER_BYTES_MAX).await {
            Ok(answer) => answer,
            Err(crate::http::CallError::TooLarge(_)) => return Asked::Unreadable,
            Err(_) => return Asked::Unreachable,
        };
        let status = answer.status.as_u16();
        match status {
            200..=299 => match serde_json::from_slice::<QueueStatus>(&answer.body) {
                Ok(status) if status.status == "COMPLETED" => {
                    Asked::Done { seconds: status.metrics.and_then(|metrics| metrics.inference_time) }
                }
                Ok(status) => map::progress(&status).map_or(Asked::Unreachable, Asked::Progress),
                Err(_) => Asked::Unreadable,
            },
            401..=403 => {
                self.shared.keys.revoke(&remote.key, self.now());
                let fault = map::fault(status, &answer.headers, &answer.body, self.now());
                Asked::Ended(Status::Failed(fault))
            }
            404 => Asked::Ended(Status::Forgotten),
            429 => {
                let asked = retry_after_ms(&answer.headers, self.now()).unwrap_or(0);
                Asked::Busy(Duration::from_millis(asked.unsigned_abs()))
            }
            500..=599 => Asked::Unreachable,
            _ => Asked::Unreadable,
        }
    }
}

impl Shared {
    /// Remembers that somebody follows a request; answers what wakes them.
    pub(super) fn start_following(
        &self,
        remote_id: &str,
        remote: &Remote,
        in_flight: Option<InFlight>,
    ) -> Arc<Notify> {
        let now = Instant::now();
        let mut followed = self.followed.lock();
        if let Some(known) = followed.get_mut(remote_id) {
            known.polled_at = now;
            return known.nudged.clone();
        }
        followed.retain(|_, one| now.duration_since(one.polled_at) < ABANDONED_AFTER);
        let new = Followed {
            request_id: remote.request_id.clone(),
            _in_flight: in_flight.or_else(|| self.keys.follow(&remote.key)),
            unreadable: 0,
            fetch: None,
            nudged: Arc::default(),
            polled_at: now,
        };
        let nudged = new.nudged.clone();
        followed.insert(remote_id.to_owned(), new);
        nudged
    }

    /// Forgets a request, and stops fetching its files.
    pub(super) fn stop_following(&self, remote_id: &str) {
        let gone = self.followed.lock().remove(remote_id);
        drop(gone);
    }

    /// Begins to fetch the result in a task of its own, so that a poll can answer before a long
    /// download ends.
    fn start_fetching(
        self: &Arc<Self>,
        remote_id: &str,
        remote: &Remote,
        secret: &Secret,
        seconds: Option<f64>,
    ) {
        let mut followed = self.followed.lock();
        let Some(one) = followed.get_mut(remote_id).filter(|one| one.fetch.is_none()) else { return };
        let (sender, result) = watch::channel(None);
        let (shared, remote, secret) = (self.clone(), remote.clone(), secret.clone());
        let work = async move {
            let Some(model) = models::find(&remote.model_id) else {
                let unknown = failed(FaultClass::Broken, "The model of this run is no longer known.");
                sender.send_replace(Some(unknown));
                return;
            };
            if let Some(status) = collect::collect(&shared, &remote, &secret, (model, seconds)).await {
                sender.send_replace(Some(status));
            }
        };
        one.fetch = Some(Fetch { result, task: tokio::spawn(work).abort_handle() });
    }
}

pub(super) fn failed(class: FaultClass, message: &str) -> Status {
    Status::Failed(Fault { class, message: message.to_owned() })
}
