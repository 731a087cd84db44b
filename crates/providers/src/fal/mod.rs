//! fal.ai: a queue in front of many models.
//!
//! ```text
//! submit ─▶ upload inputs ─▶ POST queue/{endpoint} ─▶ request id and addresses  = the remote id
//! poll   ─▶ GET status ─▶ IN_QUEUE │ IN_PROGRESS ─▶ still running
//!                      └▶ COMPLETED ─▶ GET result ─▶ fetch its files (a task of its own) ─▶ finished
//! cancel ─▶ PUT cancel      webhook ─▶ verified ─▶ the next poll happens now
//! ```
//!
//! fal does not deduplicate submits and cannot list requests, so an attempt whose answer was lost stays
//! unknown ([`crate::Found::CannotTell`]). The remote id carries everything a later process needs
//! (`remote.rs`); what is kept in memory here only saves work: the fetching of files, the count of
//! unreadable answers, and which key is how busy.
//!
//! Files: `models.rs` what fal can do, `inputs.rs` ours → theirs, `wire.rs` theirs, `map.rs` theirs → ours,
//! `follow.rs` polling, `collect.rs` results, `webhook.rs` signatures.

#[cfg(test)]
mod any_bytes;
mod check;
mod collect;
mod follow;
mod inputs;
mod map;
pub mod models;
mod remote;
pub mod webhook;
mod wire;

use std::{fmt, sync::Arc, time::Duration};

use domain::time::Millis;
use remote::Remote;
use reqwest::{Method, Url, header::HeaderMap};
use serde_json::Value;

use crate::{
    Fault, FaultClass, InputFile, KeyRing, KeyView, Submission, SubmitError, WebhookEvent, WebhookRefused,
    breaker,
    following::{self, Following},
    http::{Answer, CallError, Client, Secret},
};

/// Bytes of an answer of the queue that are read; results hold links, not files.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one input file. Above it fal wants uploads in parts, which no tool of ours needs.
const INPUT_BYTES_MAX: u64 = 90 * 1024 * 1024;

pub use crate::Clock;

/// How to reach fal.
#[derive(Clone)]
pub struct Settings {
    /// The queue: `https://queue.fal.run`.
    pub queue: Url,
    /// Storage and webhook keys: `https://rest.fal.ai`.
    pub rest: Url,
    /// The operator's keys.
    pub keys: Vec<Secret>,
    /// Where fal announces that a request ended; `None` leaves it to polling.
    pub webhook: Option<Url>,
    /// The first pause between two questions about a request; grows by a quarter each time.
    pub poll_every_min: Duration,
    /// The longest pause between two questions.
    pub poll_every_max: Duration,
    /// When a key is left alone.
    pub breaker: breaker::Settings,
    /// The time.
    pub clock: Clock,
}

impl Settings {
    /// fal as it is documented, with these keys.
    #[must_use]
    pub fn new(keys: Vec<Secret>, clock: Clock) -> Settings {
        let url = |text: &str| Url::parse(text).expect("a constant address is one");
        Settings {
            queue: url("https://queue.fal.run"),
            rest: url("https://rest.fal.ai"),
            keys,
            webhook: None,
            poll_every_min: Duration::from_secs(1),
            poll_every_max: Duration::from_secs(2),
            breaker: breaker::Settings::default(),
            clock,
        }
    }
}

/// fal as a provider. Clones share connections and keys.
#[derive(Clone)]
pub struct Fal {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    client: Client,
    keys: KeyRing,
    following: Following,
    webhook_keys: tokio::sync::Mutex<Option<(webhook::Keys, Millis)>>,
}

impl fmt::Debug for Fal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Fal({})", self.shared.settings.queue)
    }
}

impl Fal {
    /// An adapter. Nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, client: Client) -> Fal {
        let keys = KeyRing::new(settings.keys.clone(), settings.breaker);
        let (following, webhook_keys) = (Following::default(), tokio::sync::Mutex::default());
        Fal { shared: Arc::new(Shared { settings, client, keys, following, webhook_keys }) }
    }

    fn now(&self) -> Millis {
        (self.shared.settings.clock)()
    }

    /// Hands work over, with whichever key can ([`KeyRing::submit`]).
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let refused = |fault| SubmitError::NotTaken(fault);
        let unknown = || models::invalid(format!("fal has no model called {}.", submission.model_id));
        let model = models::find(&submission.model_id).ok_or_else(unknown).map_err(refused)?;
        model.preview(&submission).map_err(refused)?;
        let submission = &submission;
        let send = |secret: Secret, fingerprint: String| async move {
            self.submit_with(&secret, &fingerprint, model, submission).await
        };
        let (remote, in_flight) = self
            .shared
            .keys
            .submit(submission.key_owner.as_deref(), &self.shared.settings.clock, send)
            .await?;
        let remote_id = remote.encode();
        following::start(Arc::as_ref(&self.shared), &remote_id, &remote, Some(in_flight));
        Ok(remote_id)
    }

    async fn submit_with(
        &self,
        secret: &Secret,
        fingerprint: &str,
        model: &models::Model,
        submission: &Submission,
    ) -> Result<Remote, SubmitError> {
        // Uploading costs nothing and starts nothing: whatever fails here, no work was taken.
        let mut urls = Vec::with_capacity(submission.inputs.len());
        for input in &submission.inputs {
            urls.push(self.upload(secret, input).await.map_err(SubmitError::NotTaken)?);
        }
        let request = model.request(submission, &urls).map_err(SubmitError::NotTaken)?;
        let settings = &self.shared.settings;
        let mut url = settings
            .queue
            .join(request.endpoint)
            .map_err(|_| SubmitError::NotTaken(models::invalid("The address of fal's queue is not one.")))?;
        if let Some(webhook) = &settings.webhook {
            url.query_pairs_mut().append_pair("fal_webhook", webhook.as_str());
        }
        let call = self.authorised(Method::POST, url, secret).map_err(SubmitError::NotTaken)?;
        let call = call.header("x-fal-queue-priority", "normal").json(&Value::Object(request.input));
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await.map_err(|error| match error {
            CallError::NotSent(reason) => SubmitError::NotTaken(unreachable_fault(&reason)),
            lost @ (CallError::Lost(_) | CallError::TooLarge(_)) => {
                SubmitError::OutcomeUnknown(lost.to_string())
            }
        })?;
        let submitted = self.accepted(&answer)?;
        let remote = Remote::new(&submitted, &settings.queue, request.endpoint, model.id, fingerprint);
        let mut remote = remote
            .ok_or_else(|| SubmitError::OutcomeUnknown("fal accepted under a name that is none".into()))?;
        remote.changes = request.changes;
        Ok(remote)
    }

    /// Whether an answer to a submit says that the work was taken, was not, or neither.
    fn accepted(&self, answer: &Answer) -> Result<wire::Submitted, SubmitError> {
        let status = answer.status.as_u16();
        let unknown = |reason: String| Err(SubmitError::OutcomeUnknown(reason));
        match status {
            200..=299 => match serde_json::from_slice(&answer.body) {
                Ok(submitted) => Ok(submitted),
                Err(_) => unknown(format!("fal answered {status} with something unreadable")),
            },
            // A gateway gave up waiting, or something broke behind it: the request may be in the queue.
            500 | 502 | 504..=599 => unknown(format!("fal answered {status}")),
            _ => Err(SubmitError::NotTaken(map::fault(status, &answer.headers, &answer.body, self.now()))),
        }
    }

    /// Puts an input file where models can read it, and answers its address.
    async fn upload(&self, secret: &Secret, input: &InputFile) -> Result<String, Fault> {
        if input.content.length() > INPUT_BYTES_MAX {
            return Err(models::invalid("The file is larger than the 90 MB that can be handed to fal."));
        }
        let place = self.place(secret, input).await?;
        let target = Url::parse(&place.upload_url).map_err(|_| unreachable_fault(NO_PLACE))?;
        let put = self.shared.client.upload(target, &input.media_type, input.content.clone()).await;
        self.is_fine(&put.map_err(|error| unreachable_fault(&error.to_string()))?)?;
        Ok(place.file_url)
    }

    /// Asks for a place to put a file.
    async fn place(&self, secret: &Secret, input: &InputFile) -> Result<wire::UploadPlace, Fault> {
        let url = self.shared.settings.rest.join("storage/upload/initiate?storage_type=fal-cdn-v3");
        let url = url.map_err(|_| models::invalid("The address of fal's storage is not one."))?;
        let place = wire::UploadRequest { content_type: &input.media_type, file_name: &input.filename };
        let call = self.authorised(Method::POST, url, secret)?.json(&place);
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await;
        let answer = answer.map_err(|error| unreachable_fault(&error.to_string()))?;
        self.is_fine(&answer)?;
        serde_json::from_slice(&answer.body).map_err(|_| unreachable_fault(NO_PLACE))
    }

    fn is_fine(&self, answer: &Answer) -> Result<(), Fault> {
        match answer.status.is_success() {
            true => Ok(()),
            false => Err(map::fault(answer.status.as_u16(), &answer.headers, &answer.body, self.now())),
        }
    }

    fn authorised(
        &self,
        method: Method,
        url: Url,
        secret: &Secret,
    ) -> Result<reqwest::RequestBuilder, Fault> {
        self.shared.authorised(method, url, secret)
    }

    /// Asks to stop. Work that is already running may still complete.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        self.shared.following.stop(remote_id);
        let Some(remote) = Remote::decode(remote_id, &self.shared.settings.queue) else { return };
        let Some(secret) = self.shared.keys.get(&remote.key) else { return };
        // A second try is harmless: cancelling twice answers that there is nothing to cancel.
        for _ in 0..2 {
            let Ok(call) = self.authorised(Method::PUT, remote.cancel_url.clone(), &secret) else { return };
            match self.shared.client.call(call, ANSWER_BYTES_MAX).await {
                Ok(answer) if !answer.status.is_server_error() => return,
                Ok(answer) => tracing::warn!(http.status = answer.status.as_u16(), "fal did not cancel"),
                Err(error) => tracing::warn!(%error, "fal could not be asked to cancel"),
            }
        }
    }

    /// Drops what was fetched.
    pub(crate) fn forget(&self, remote_id: &str) {
        self.shared.following.stop(remote_id);
    }

    /// Verifies a webhook with fal's published keys, fetched at most daily, or when a signature fits none.
    pub(crate) async fn parse_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<WebhookEvent, WebhookRefused> {
        let now = self.now();
        let mut cached = self.shared.webhook_keys.lock().await;
        let fresh = cached.as_ref().filter(|(_, at)| (0..webhook::KEYS_LIFE_MS).contains(&now.since_ms(*at)));
        let Some((keys, fetched_at)) = fresh else {
            let keys = self.fetch_webhook_keys().await?;
            let event = webhook::parse(headers, body, &keys, now);
            *cached = Some((keys, now));
            return event;
        };
        match webhook::parse(headers, body, keys, now) {
            Err(WebhookRefused::Forged) if now.since_ms(*fetched_at) >= webhook::KEYS_REFRESH_MS_MIN => {
                let keys = self.fetch_webhook_keys().await?;
                let event = webhook::parse(headers, body, &keys, now);
                *cached = Some((keys, now));
                event
            }
            outcome => outcome,
        }
    }

    async fn fetch_webhook_keys(&self) -> Result<webhook::Keys, WebhookRefused> {
        let unavailable = |reason: String| WebhookRefused::KeysUnavailable(reason);
        let url = self.shared.settings.rest.join(".well-known/jwks.json");
        let url = url.map_err(|error| unavailable(error.to_string()))?;
        let call = self.shared.client.request(Method::GET, url);
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await;
        let answer = answer.map_err(|error| unavailable(error.to_string()))?;
        if !answer.status.is_success() {
            return Err(unavailable(format!("fal answered {}", answer.status.as_u16())));
        }
        webhook::Keys::parse(&answer.body).map_err(|reason| unavailable(reason.to_owned()))
    }

    /// The keys, which can change while the product runs.
    pub(crate) fn ring(&self) -> &KeyRing {
        &self.shared.keys
    }

    /// The keys and their breakers at a glance.
    pub(crate) fn keys(&self) -> Vec<KeyView> {
        self.shared.keys.view(self.now())
    }
}

impl Shared {
    fn authorised(
        &self,
        method: Method,
        url: Url,
        secret: &Secret,
    ) -> Result<reqwest::RequestBuilder, Fault> {
        let header = secret.header("Key").map_err(|reason| Fault {
            class: FaultClass::Unauthorised,
            message: format!("The key for fal cannot be used: {reason}."),
        })?;
        let request = self.client.request(method, url).header(reqwest::header::AUTHORIZATION, header);
        Ok(request.header(reqwest::header::ACCEPT, "application/json"))
    }
}

/// What is wrong with an answer of fal's storage.
const NO_PLACE: &str = "the storage named no place for a file";

fn unreachable_fault(reason: &str) -> Fault {
    tracing::warn!(reason, "fal could not be reached");
    Fault { class: FaultClass::Unavailable, message: "fal cannot be reached right now.".into() }
}
