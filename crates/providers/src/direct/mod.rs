//! Vendors that answer a call with the result itself, with no task to ask about.
//!
//! ```text
//! submit ─▶ mark "sent" ─▶ POST ─┬─ 2xx ──▶ strain, keep in the spool ──▶ the remote id
//!                                ├─ refused, limited, no such key ─▶ surely not taken: next key, or a fault
//!                                └─ cut, silent, a gateway's 5xx ──▶ nobody knows; never sent again
//! poll   ─▶ read the spool ─▶ finished          find ─▶ answered │ never sent │ nobody knows
//! cancel ─▶ the call is dropped                 forget ─▶ the spool lets go
//! ```
//!
//! The submit *is* the paid call, so it takes as long as the work does: whoever calls it sets the deadline, and
//! dropping it drops the call. An answer counts from the moment it is whole on disk. A process that dies between
//! there and the storing of the result finds it again: the attempt's own name is the remote id, and
//! [`crate::Provider::find`] looks into the spool. One attempt is paid once, whoever submits it how often.
//!
//! Files: `vendor.rs` what an adapter says, `strain.rs` and `spool.rs` how an answer is kept,
//! `receive.rs` how it comes, `collect.rs` outputs.

#[cfg(test)]
pub(crate) mod any_answer;
mod check;
mod collect;
mod receive;
pub(crate) mod spool;
pub(crate) mod strain;
pub(crate) mod vendor;

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use domain::time::Millis;
use parking_lot::Mutex;
use reqwest::{Method, Url, header};
use spool::{Known, Spool};
use tokio::sync::Notify;
use vendor::{Request, Vendor};

use crate::{
    Clock, Fault, FaultClass, Found, KeyRing, KeyView, Progress, Status, Submission, SubmitError, breaker,
    http::{CallError, Client, Secret},
};

/// How long a call may take at most. The deadline of its model is the server's to keep and comes before.
const CALL_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// What every vendor of this kind needs.
#[derive(Clone)]
pub struct Settings {
    /// The vendor's address; calls go below it.
    pub base_url: Url,
    /// The operator's keys. None where a server of one's own asks for none.
    pub keys: Vec<Secret>,
    /// Where answers are kept until their results are stored. A folder of this vendor alone.
    pub spool: PathBuf,
    /// When a key is left alone.
    pub breaker: breaker::Settings,
    /// The time.
    pub clock: Clock,
}

/// A vendor as a provider. Clones share connections, keys and the spool.
#[derive(Clone)]
pub struct Direct {
    shared: Arc<Shared>,
}

struct Shared {
    vendor: Box<dyn Vendor>,
    base_url: Url,
    client: Client,
    keys: KeyRing,
    spool: Spool,
    clock: Clock,
    /// Calls under way, by the name of their attempt.
    calls: Mutex<HashMap<String, Arc<Call>>>,
}

/// What others may do with a call under way.
#[derive(Default)]
struct Call {
    stop: Notify,
    ended: Notify,
}

/// A call under way; over when dropped.
struct Underway<'a> {
    shared: &'a Shared,
    name: &'a str,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        if let Some(call) = self.shared.calls.lock().remove(self.name) {
            call.ended.notify_waiters();
        }
    }
}

impl fmt::Debug for Direct {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}({})", self.shared.vendor.name(), self.shared.base_url)
    }
}

impl Direct {
    /// An adapter. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence when answers cannot be kept in the spool.
    pub(crate) fn new(vendor: impl Vendor, settings: Settings, client: Client) -> Result<Direct, String> {
        let Settings { base_url, mut keys, spool, breaker, clock } = settings;
        let failed = |error| format!("answers cannot be kept in {}: {error}", spool.display());
        let spool = Spool::open(spool.clone()).map_err(failed)?;
        // A server that asks for no key has an empty one, and with it a breaker like everybody else.
        if keys.iter().any(|key| !key.is_empty()) {
            keys.retain(|key| !key.is_empty());
        }
        let (vendor, keys) = (Box::new(vendor) as Box<dyn Vendor>, KeyRing::new(keys, breaker));
        let base_url = directory(base_url);
        let shared = Shared { vendor, base_url, client, keys, spool, clock, calls: Mutex::default() };
        Ok(Direct { shared: Arc::new(shared) })
    }

    /// The time.
    pub(crate) fn now(&self) -> Millis {
        (self.shared.clock)()
    }

    /// Makes the paid call and keeps its answer. Dropping this drops the call. An attempt whose answer is here
    /// already is not sent again.
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let refused = SubmitError::NotTaken;
        let request = self.shared.vendor.request(&submission).map_err(refused)?;
        let name = spool::name(&submission.attempt_id);
        match self.known(&name).await {
            Known::Answered => return Ok(name),
            Known::Sent => return Err(SubmitError::OutcomeUnknown("it was sent before".to_owned())),
            Known::Nothing => {}
        }
        let call = Arc::new(Call::default());
        match self.shared.calls.lock().entry(name.clone()) {
            Entry::Occupied(_) => return Err(SubmitError::OutcomeUnknown("it is under way".to_owned())),
            Entry::Vacant(place) => place.insert(call.clone()),
        };
        let _underway = Underway { shared: &self.shared, name: &name };
        self.mark(&name).await.map_err(refused)?;
        let (request, model_id, name) = (&request, submission.model_id.as_str(), name.as_str());
        let send = |secret: Secret, fingerprint: String| async move {
            self.call(request, name, model_id, &secret, fingerprint).await
        };
        let outcome = tokio::select! {
            outcome = self.shared.keys.submit(submission.key_owner.as_deref(), &self.shared.clock, send) => outcome,
            () = call.stop.notified() => Err(SubmitError::OutcomeUnknown("the call was stopped".to_owned())),
        };
        match outcome {
            Ok(_) => Ok(name.to_owned()),
            Err(SubmitError::NotTaken(fault)) => {
                self.with_spool(name, Spool::unmark).await.map_err(|error| {
                    tracing::warn!(%error, "a mark could not be taken back");
                    SubmitError::OutcomeUnknown(
                        "the mark of a refused call could not be taken back".to_owned(),
                    )
                })?;
                Err(SubmitError::NotTaken(fault))
            }
            Err(lost) => Err(lost),
        }
    }

    async fn call(
        &self,
        request: &Request,
        name: &str,
        model_id: &str,
        secret: &Secret,
        fingerprint: String,
    ) -> Result<(), SubmitError> {
        let vendor = &self.shared.vendor;
        let url = self.shared.base_url.join(&request.path);
        let url =
            url.map_err(|_| SubmitError::NotTaken(vendor::invalid("The vendor's address is not one.")))?;
        let call = self.shared.client.request(Method::POST, url).timeout(CALL_TIMEOUT);
        let call = call.header(header::ACCEPT, request.accept);
        let call = vendor
            .authorise(call, secret)
            .map_err(|_| SubmitError::NotTaken(vendor::fault(vendor.name(), FaultClass::Unauthorised)))?;
        let call = request.body.clone().into_call(call);
        let answer = self.shared.client.open(call).await.map_err(|error| match error {
            CallError::NotSent(reason) => {
                tracing::warn!(vendor = vendor.id(), reason, "a vendor could not be reached");
                SubmitError::NotTaken(vendor::fault(vendor.name(), FaultClass::Unavailable))
            }
            lost => SubmitError::OutcomeUnknown(lost.to_string()),
        })?;
        if !answer.status.is_success() {
            return Err(self.refusal(answer).await);
        }
        let held = spool::Held {
            model_id: model_id.to_owned(),
            key: fingerprint,
            changes: request.changes.clone(),
            request_id: receive::request_id(&answer.headers),
            answer: serde_json::Value::Null,
            files: 0,
            trouble: None,
        };
        let draft = || self.shared.spool.draft(name, self.now());
        receive::receive(answer, request.takes, draft, held).await.map_err(SubmitError::OutcomeUnknown)
    }

    /// How the work goes: finished as soon as its answer is here.
    pub(crate) async fn poll(&self, remote_id: &str, wait: Duration) -> Status {
        let name = spool::name(remote_id);
        // Only somebody who looks for a late result can come here while the call is under way.
        let call = self.shared.calls.lock().get(&name).cloned();
        if let Some(call) = call {
            let mut ended = std::pin::pin!(call.ended.notified());
            ended.as_mut().enable();
            let under_way = self.shared.calls.lock().contains_key(&name);
            if under_way && tokio::time::timeout(wait, ended).await.is_err() {
                let sentence = format!("{} is working on it", self.shared.vendor.name());
                return Status::Running(Progress { sentence, ..Progress::default() });
            }
        }
        let held = self.with_spool(&name, Spool::answer).await;
        match held {
            Some(held) => collect::collect(&self.shared, &name, held).await,
            None => Status::Forgotten,
        }
    }

    /// What is known of an attempt whose submit was never answered.
    pub(crate) async fn find(&self, attempt_id: &str) -> Found {
        let name = spool::name(attempt_id);
        if self.shared.calls.lock().contains_key(&name) {
            return Found::CannotTell;
        }
        match self.known(&name).await {
            Known::Answered => Found::Yes(name),
            Known::Nothing => Found::No,
            Known::Sent => Found::CannotTell,
        }
    }

    /// The remote id of an answer that is here under this name.
    pub(crate) async fn adopt(&self, name: &str) -> Option<String> {
        match self.find(name).await {
            Found::Yes(remote_id) => Some(remote_id),
            _ => None,
        }
    }

    /// Takes an attempt for never made whose answer was lost, where the vendor is known to have nothing of it: it may
    /// be submitted again. Whether it could; one that is under way or answered cannot.
    pub(crate) async fn give_up(&self, attempt_id: &str) -> bool {
        let name = spool::name(attempt_id);
        let is_lost = !self.shared.calls.lock().contains_key(&name) && self.known(&name).await == Known::Sent;
        is_lost && self.with_spool(&name, Spool::unmark).await.is_ok()
    }

    /// The answer to an attempt, for a vendor whose answer is not the result yet.
    pub(crate) async fn held(&self, remote_id: &str) -> Option<spool::Held> {
        self.with_spool(&spool::name(remote_id), Spool::answer).await
    }

    /// A call below the base address with the key that paid, for following what an answer began. `None` when
    /// that key is gone.
    pub(crate) fn follow_up(&self, method: Method, path: &str, key: &str) -> Option<reqwest::RequestBuilder> {
        let url = self.shared.base_url.join(path).ok()?;
        let call = self.shared.client.request(method, url).header(header::ACCEPT, "application/json");
        self.shared.vendor.authorise(call, &self.shared.keys.get(key)?).ok()
    }

    /// A key that works as far as is known, by its fingerprint, for calls that cost nothing.
    pub(crate) fn any_key(&self) -> Result<String, Fault> {
        self.shared.keys.choose(self.now()).map(|(chosen, _in_flight)| chosen.fingerprint)
    }

    /// How many keys there are.
    pub(crate) fn key_count(&self) -> usize {
        self.shared.keys.count()
    }

    /// Takes note of what a key was refused for.
    pub(crate) fn leave_alone(&self, key: &str, fault: &Fault) {
        match fault.class {
            FaultClass::RateLimited { .. } => self.shared.keys.pause_for(key, fault, self.now()),
            _ => self.revoke(key),
        }
    }

    /// The shared client, for such calls.
    pub(crate) fn client(&self) -> &Client {
        &self.shared.client
    }

    /// The address that calls go below.
    pub(crate) fn base_url(&self) -> &Url {
        &self.shared.base_url
    }

    /// How long an answer with status 429 asks to wait.
    pub(crate) fn retry_after(&self, answer: &crate::http::Answer) -> Option<Duration> {
        match self.shared.vendor.class(answer, self.now()) {
            FaultClass::RateLimited { retry_after_ms } => {
                Some(Duration::from_millis(retry_after_ms?.unsigned_abs()))
            }
            _ => None,
        }
    }

    /// Takes note that a key was found not to work.
    pub(crate) fn revoke(&self, key: &str) {
        self.shared.keys.revoke(key, self.now());
    }

    /// The remote id an attempt has as soon as its call goes out.
    pub(crate) fn name_of(&self, attempt_id: &str) -> String {
        spool::name(attempt_id)
    }

    /// Drops the call if it is under way. An answer that is here stays: it may be kept as a late result.
    pub(crate) fn cancel(&self, remote_id: &str) {
        if let Some(call) = self.shared.calls.lock().get(&spool::name(remote_id)) {
            call.stop.notify_one();
        }
    }

    /// Lets go of an answer whose result is stored.
    pub(crate) async fn forget(&self, remote_id: &str) {
        self.with_spool(&spool::name(remote_id), Spool::remove).await;
    }

    /// What would be changed to fit the model, in sentences.
    pub(crate) fn changes(&self, submission: &Submission) -> Result<Vec<String>, Fault> {
        self.shared.vendor.request(submission).map(|request| request.changes)
    }

    /// The keys, which can change while the product runs.
    pub(crate) fn ring(&self) -> &KeyRing {
        &self.shared.keys
    }

    /// The keys and their breakers at a glance.
    pub(crate) fn keys(&self) -> Vec<KeyView> {
        self.shared.keys.view(self.now())
    }

    async fn known(&self, name: &str) -> Known {
        let now = self.now();
        self.with_spool(name, move |spool, name| {
            spool.sweep(now);
            spool.known(name)
        })
        .await
    }

    async fn mark(&self, name: &str) -> Result<(), Fault> {
        let now = self.now();
        let marked = self.with_spool(name, move |spool, name| spool.mark(name, now)).await;
        marked.map_err(|error| {
            tracing::error!(%error, "a paid call cannot be written down, so it is not made");
            let message = "Answers cannot be kept here right now, so nothing was ordered.".to_owned();
            Fault { class: FaultClass::Unavailable, message }
        })
    }

    /// Does something with the spool where waiting for a disk holds nobody up.
    async fn with_spool<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Spool, &str) -> T + Send + 'static,
    ) -> T {
        let (shared, name) = (self.shared.clone(), name.to_owned());
        let done = tokio::task::spawn_blocking(move || work(&shared.spool, &name)).await;
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}

/// An address that others can be joined to: its path ends with a slash.
fn directory(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}
