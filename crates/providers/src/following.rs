//! Work that goes on at a vendor under a name: asked about until something changes, its files fetched beside that.
//!
//! ```text
//!  poll ─▶ ask ─▶ progress ─▶ newer than known? ─▶ answered at once
//!           │       └─ nothing new: a pause, again, until the caller's patience ends
//!           ├─▶ done ─▶ a task of its own fetches the files ─▶ finished
//!           └─▶ ended, refused, forgotten
//! ```
//!
//! Nothing but an answer of the vendor's ends a run here. A status that cannot be reached, is busy or is newer than
//! this code means *still running*; only the server's deadline ends such a run. Answers that cannot be read are
//! tolerated [`UNREADABLE_MAX`] times in a row.

use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};

use domain::time::Millis;
use parking_lot::Mutex;
use reqwest::RequestBuilder;
use tokio::{
    sync::{Notify, watch},
    task::AbortHandle,
    time::Instant,
};

use crate::{
    Fault, FaultClass, InFlight, KeyRing, Progress, Status,
    http::{Answer, CallError, Client, Secret, retry_after_ms},
};

/// Unreadable answers in a row before a run is given up.
const UNREADABLE_MAX: u32 = 20;
/// A person who waits is told that files are being fetched when it takes longer than this.
const TELL_FETCHING_AFTER: Duration = Duration::from_millis(500);
/// What nobody polled for this long is dropped: its run went to another process.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);
/// Bytes of an answer about a run.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The revision of a run whose files are being fetched: above whatever a vendor's progress is.
pub(crate) const FETCHING: u64 = 1 << 40;
/// Its percentage.
const FETCHING_PERCENT: u8 = 96;

/// A vendor that works on something until it is asked for the result.
pub(crate) trait Vendor: Send + Sync + Sized + 'static {
    /// What is remembered of a run.
    type Remote: Clone + Send + Sync + 'static;
    /// What the vendor says of a run that is done.
    type Done: Send + 'static;
    /// What people call it.
    const NAME: &'static str;

    /// The runs that are followed.
    fn following(&self) -> &Following;
    /// Its keys.
    fn keys(&self) -> &KeyRing;
    /// The time.
    fn now(&self) -> Millis;
    /// The first and the longest pause between two questions.
    fn pauses(&self) -> (Duration, Duration);
    /// The vendor's name of a run, and the fingerprint of the key that it was submitted with.
    fn names(remote: &Self::Remote) -> (&str, &str);
    /// Asks how a run goes, once.
    fn ask(&self, remote: &Self::Remote, secret: &Secret) -> impl Future<Output = Asked<Self::Done>> + Send;
    /// Fetches what a run made. `None` when it has to be tried again.
    fn collect(
        &self,
        remote: &Self::Remote,
        secret: &Secret,
        done: Self::Done,
    ) -> impl Future<Output = Option<Status>> + Send;
}

/// What a question came to.
pub(crate) enum Asked<Done> {
    /// It goes on.
    Progress(Progress),
    /// It is done.
    Done(Done),
    /// It has ended otherwise.
    Ended(Status),
    /// The key is not taken any more.
    Refused(Fault),
    /// The vendor asks to be left alone for so long.
    Busy(Duration),
    /// Something was answered that says nothing.
    Unreadable,
    /// Nothing was answered.
    Unreachable,
}

/// The runs of one vendor that are followed by this process, by remote id. All of it can be found again.
#[derive(Default)]
pub(crate) struct Following {
    runs: Mutex<HashMap<String, Followed>>,
}

struct Followed {
    name: String,
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

impl Following {
    /// Forgets a run, and stops fetching its files. Twice is once.
    pub(crate) fn stop(&self, remote_id: &str) {
        let gone = self.runs.lock().remove(remote_id);
        drop(gone);
    }

    /// Makes whoever polls the run with this name ask now.
    pub(crate) fn nudge(&self, name: &str) {
        let runs = self.runs.lock();
        for one in runs.values().filter(|one| one.name == name) {
            one.nudged.notify_one();
        }
    }

    /// Waits for files that are being fetched.
    async fn fetched(&self, vendor: &str, remote_id: &str, revision: u64, until: Instant) -> Fetched {
        let fetch = {
            let runs = self.runs.lock();
            runs.get(remote_id).and_then(|one| Some(one.fetch.as_ref()?.result.clone()))
        };
        let Some(mut result) = fetch else { return Fetched::Nothing };
        let patience = match revision < FETCHING {
            true => until.min(Instant::now() + TELL_FETCHING_AFTER),
            false => until,
        };
        match tokio::time::timeout_at(patience, result.wait_for(Option::is_some)).await {
            Err(_) => {
                let sentence = format!("Fetching the result from {vendor}");
                let percent = FETCHING_PERCENT;
                Fetched::Status(Status::Running(Progress {
                    revision: FETCHING,
                    percent,
                    sentence,
                    preview: None,
                }))
            }
            Ok(Ok(status)) => status.clone().map_or(Fetched::Interrupted, Fetched::Status),
            Ok(Err(_)) => {
                // The task ended without a result. The next question starts another.
                if let Some(one) = self.runs.lock().get_mut(remote_id) {
                    one.fetch = None;
                }
                Fetched::Interrupted
            }
        }
    }

    /// Whether so many answers in a row could not be read that the run is given up.
    fn is_lost<Done>(&self, remote_id: &str, asked: &Asked<Done>) -> bool {
        let mut runs = self.runs.lock();
        let Some(one) = runs.get_mut(remote_id) else { return false };
        match asked {
            Asked::Unreadable => one.unreadable += 1,
            Asked::Unreachable | Asked::Busy(_) => {}
            _ => one.unreadable = 0,
        }
        one.unreadable >= UNREADABLE_MAX
    }
}

/// Remembers that somebody follows a run; answers what wakes them.
pub(crate) fn start<V: Vendor>(
    vendor: &V,
    remote_id: &str,
    remote: &V::Remote,
    in_flight: Option<InFlight>,
) -> Arc<Notify> {
    let now = Instant::now();
    let mut runs = vendor.following().runs.lock();
    if let Some(known) = runs.get_mut(remote_id) {
        known.polled_at = now;
        return known.nudged.clone();
    }
    runs.retain(|_, one| now.duration_since(one.polled_at) < ABANDONED_AFTER);
    let (name, key) = V::names(remote);
    let new = Followed {
        name: name.to_owned(),
        _in_flight: in_flight.or_else(|| vendor.keys().follow(key)),
        unreadable: 0,
        fetch: None,
        nudged: Arc::default(),
        polled_at: now,
    };
    let nudged = new.nudged.clone();
    runs.insert(remote_id.to_owned(), new);
    nudged
}

/// How a run goes: at once when something changed since `revision`, or after `wait`. `remote` is what the remote id
/// says; `None` for one that this vendor never gave.
pub(crate) async fn poll<V: Vendor>(
    vendor: &Arc<V>,
    remote_id: &str,
    remote: Option<V::Remote>,
    revision: u64,
    wait: Duration,
) -> Status {
    let Some(remote) = remote else {
        return failed(FaultClass::Broken, &format!("This run was not submitted to {}.", V::NAME));
    };
    let key = V::names(&remote).1;
    let Some(secret) = vendor.keys().get(key) else {
        return failed(FaultClass::Unauthorised, "The key that started this run is gone.");
    };
    let nudged = start(vendor.as_ref(), remote_id, &remote, None);
    let (until, following) = (Instant::now() + wait, vendor.following());
    let (mut pause, longest) = vendor.pauses();
    let sentence = format!("{} is working on it", V::NAME);
    let mut known = Progress { revision, sentence, ..Progress::default() };
    loop {
        let asked = match following.fetched(V::NAME, remote_id, revision, until).await {
            Fetched::Status(status) => return status,
            // Not at once again: whatever interrupted it may need a moment.
            Fetched::Interrupted => Asked::Unreachable,
            Fetched::Nothing => vendor.ask(&remote, &secret).await,
        };
        if following.is_lost(remote_id, &asked) {
            following.stop(remote_id);
            let message = format!("{}'s answers about this run cannot be read.", V::NAME);
            return failed(FaultClass::Broken, &message);
        }
        match asked {
            Asked::Progress(progress) if progress.revision > revision => return Status::Running(progress),
            Asked::Progress(progress) => known = progress,
            Asked::Done(done) => {
                start_fetching(vendor, remote_id, &remote, &secret, done);
                continue;
            }
            Asked::Ended(status) => {
                following.stop(remote_id);
                return status;
            }
            Asked::Refused(fault) => {
                vendor.keys().revoke(key, vendor.now());
                following.stop(remote_id);
                return Status::Failed(fault);
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
        pause = (pause * 5 / 4).min(longest.max(pause));
    }
}

/// Begins to fetch the result in a task of its own, so that a poll can answer before a long download ends.
fn start_fetching<V: Vendor>(
    vendor: &Arc<V>,
    remote_id: &str,
    remote: &V::Remote,
    secret: &Secret,
    done: V::Done,
) {
    let mut runs = vendor.following().runs.lock();
    let Some(one) = runs.get_mut(remote_id).filter(|one| one.fetch.is_none()) else { return };
    let (sender, result) = watch::channel(None);
    let (vendor, remote, secret) = (vendor.clone(), remote.clone(), secret.clone());
    let work = async move {
        if let Some(status) = vendor.collect(&remote, &secret, done).await {
            sender.send_replace(Some(status));
        }
    };
    one.fetch = Some(Fetch { result, task: tokio::spawn(work).abort_handle() });
}

/// The keys of a vendor that know a run whose key is not known, as `named` describes it for each.
pub(crate) async fn find_key<V: Vendor>(
    vendor: &V,
    named: impl Fn(&str) -> Option<V::Remote>,
) -> Option<V::Remote> {
    for key in vendor.keys().fingerprints() {
        let (Some(remote), Some(secret)) = (named(&key), vendor.keys().get(&key)) else { continue };
        if let Asked::Progress(_) | Asked::Done(_) = vendor.ask(&remote, &secret).await {
            return Some(remote);
        }
    }
    None
}

/// Sends a question about a run: `read` understands a good answer, `fault` one that refuses the key.
pub(crate) async fn question<Done>(
    client: &Client,
    call: Result<RequestBuilder, Fault>,
    now: Millis,
    read: impl FnOnce(&[u8]) -> Asked<Done>,
    fault: impl FnOnce(&Answer) -> Fault,
) -> Asked<Done> {
    let Ok(call) = call else { return Asked::Unreadable };
    let answer = match client.call(call, ANSWER_BYTES_MAX).await {
        Ok(answer) => answer,
        Err(CallError::TooLarge(_)) => return Asked::Unreadable,
        Err(_) => return Asked::Unreachable,
    };
    match answer.status.as_u16() {
        200..=299 => read(&answer.body),
        401..=403 => Asked::Refused(fault(&answer)),
        404 => Asked::Ended(Status::Forgotten),
        429 => {
            let asked = retry_after_ms(&answer.headers, now).unwrap_or(0);
            Asked::Busy(Duration::from_millis(asked.unsigned_abs()))
        }
        500..=599 => Asked::Unreachable,
        _ => Asked::Unreadable,
    }
}

/// A run that ended without a result.
pub(crate) fn failed(class: FaultClass, message: &str) -> Status {
    Status::Failed(Fault { class, message: message.to_owned() })
}
