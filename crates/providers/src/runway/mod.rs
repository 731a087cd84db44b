//! Runway: tasks that are created, asked about, and fetched from links that do not last.
//!
//! ```text
//! submit ─▶ inputs as data or uploads ─▶ POST /v1/{operation} ─▶ task id = the remote id
//! poll   ─▶ GET /v1/tasks/{id} ─▶ PENDING │ THROTTLED │ RUNNING ─▶ still running
//!                              └▶ SUCCEEDED ─▶ fetch its links (a task of its own) ─▶ finished
//! cancel ─▶ DELETE /v1/tasks/{id}
//! ```
//!
//! Runway does not deduplicate creates, cannot list tasks and announces nothing, so an attempt whose answer was
//! lost stays unknown ([`crate::Found::CannotTell`]). The remote id carries what a later process needs; what is
//! kept in memory only saves work.
//!
//! Files: `models.rs` what Runway can do, `inputs.rs` ours → theirs, `wire.rs` theirs, `map.rs` theirs → ours,
//! `files.rs` handing files over, `follow.rs` polling, `collect.rs` results.
//!
//! Source: @runwayml/sdk 4.20.1 (npm) and docs.dev.runwayml.com, read 2026-11-22.

#[cfg(test)]
mod any_bytes;
mod collect;
mod files;
mod follow;
mod inputs;
mod map;
pub mod models;
mod wire;

use std::{fmt, sync::Arc, time::Duration};

use domain::time::Millis;
use reqwest::{Method, Url, header};
use serde::{Deserialize, Serialize};

use crate::{
    Checked, Clock, Fault, FaultClass, KeyRing, KeyView, Submission, SubmitError, breaker,
    following::{self, Following},
    http::{Answer, CallError, Client, Secret},
};

/// Bytes of an answer that are read; results hold links, not files.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// The version of the API that is spoken.
const API_VERSION: &str = "2024-11-06";
/// Bytes of a remote id that are believed.
const REMOTE_BYTES_MAX: usize = 8 * 1024;

/// How to reach Runway.
#[derive(Clone)]
pub struct Settings {
    /// The API: `https://api.dev.runwayml.com`.
    pub api: Url,
    /// The operator's keys.
    pub keys: Vec<Secret>,
    /// The pause between two questions about a task. Runway asks for at least five seconds.
    pub poll_every: Duration,
    /// When a key is left alone.
    pub breaker: breaker::Settings,
    /// The time.
    pub clock: Clock,
}

impl Settings {
    /// Runway as it is documented, with these keys.
    #[must_use]
    pub fn new(keys: Vec<Secret>, clock: Clock) -> Settings {
        let api = Url::parse("https://api.dev.runwayml.com").expect("a constant address is one");
        Settings {
            api,
            keys,
            poll_every: Duration::from_secs(5),
            breaker: breaker::Settings::default(),
            clock,
        }
    }
}

/// Runway as a provider. Clones share connections and keys.
#[derive(Clone)]
pub struct Runway {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    client: Client,
    keys: KeyRing,
    following: Following,
}

/// What is remembered of a task: everything needed to go on with it after a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remote {
    /// Runway's name of the task.
    #[serde(rename = "t")]
    task_id: String,
    /// The model's id in our catalog.
    #[serde(rename = "m")]
    model_id: String,
    /// The fingerprint of the key that created it.
    #[serde(rename = "k")]
    key: String,
    /// What was changed to fit the model, in sentences.
    #[serde(rename = "w", default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
}

impl Remote {
    fn encode(&self) -> String {
        serde_json::to_string(self).expect("strings can be written as JSON")
    }

    /// `None` for anything that [`Remote::encode`] did not write.
    fn decode(text: &str) -> Option<Remote> {
        let remote: Remote =
            (text.len() <= REMOTE_BYTES_MAX).then(|| serde_json::from_str(text).ok()).flatten()?;
        is_plain(&remote.task_id).then_some(remote)
    }
}

/// Whether a name can be a part of an address: a task id is a UUID.
fn is_plain(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

impl fmt::Debug for Runway {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Runway({})", self.shared.settings.api)
    }
}

impl Runway {
    /// An adapter. Nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, client: Client) -> Runway {
        let keys = KeyRing::new(settings.keys.clone(), settings.breaker);
        Runway { shared: Arc::new(Shared { settings, client, keys, following: Following::default() }) }
    }

    fn now(&self) -> Millis {
        (self.shared.settings.clock)()
    }

    /// Hands work over, with whichever key can ([`KeyRing::submit`]).
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let model = models::find(&submission.model_id).map_err(SubmitError::NotTaken)?;
        model.preview(&submission).map_err(SubmitError::NotTaken)?;
        let submission = &submission;
        let create = |secret: Secret, fingerprint: String| async move {
            self.create(&secret, &fingerprint, model, submission).await
        };
        let (keys, owner) = (&self.shared.keys, submission.key_owner.as_deref());
        let (remote, in_flight) = keys.submit(owner, &self.shared.settings.clock, create).await?;
        let remote_id = remote.encode();
        following::start(Arc::as_ref(&self.shared), &remote_id, &remote, Some(in_flight));
        Ok(remote_id)
    }

    async fn create(
        &self,
        secret: &Secret,
        fingerprint: &str,
        model: &models::Model,
        submission: &Submission,
    ) -> Result<Remote, SubmitError> {
        // Handing files over costs nothing and starts nothing: whatever fails here, no work was taken.
        let mut uris = Vec::with_capacity(submission.inputs.len());
        for input in &submission.inputs {
            uris.push(self.hand_over(secret, input).await.map_err(SubmitError::NotTaken)?);
        }
        let request = model.request(submission, &uris).map_err(SubmitError::NotTaken)?;
        let call = self.shared.call(Method::POST, request.path, secret).map_err(SubmitError::NotTaken)?;
        let call = call.json(&request.body);
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await.map_err(|error| match error {
            CallError::NotSent(reason) => SubmitError::NotTaken(unreachable_fault(&reason)),
            lost => SubmitError::OutcomeUnknown(lost.to_string()),
        })?;
        let task_id = self.created(&answer)?;
        let (model_id, key) = (model.id.to_owned(), fingerprint.to_owned());
        Ok(Remote { task_id, model_id, key, changes: request.changes })
    }

    /// Whether an answer to a create says that the work was taken, was not, or neither.
    fn created(&self, answer: &Answer) -> Result<String, SubmitError> {
        let status = answer.status.as_u16();
        let unknown = |reason: String| Err(SubmitError::OutcomeUnknown(reason));
        match status {
            200..=299 => match serde_json::from_slice::<wire::Created>(&answer.body) {
                Ok(created) if is_plain(&created.id) => Ok(created.id),
                _ => unknown(format!("Runway answered {status} with something unreadable")),
            },
            // A gateway gave up waiting, or something broke behind it: the task may be there.
            500 | 502 | 504..=599 => unknown(format!("Runway answered {status}")),
            _ => Err(SubmitError::NotTaken(map::fault(answer, self.now()))),
        }
    }

    /// Asks to stop. Runway deletes a task that has ended, so only work that is not wanted is named here.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        self.shared.following.stop(remote_id);
        let Some(remote) = Remote::decode(remote_id) else { return };
        let Some(secret) = self.shared.keys.get(&remote.key) else { return };
        // A second try is harmless: what is gone answers 404.
        for _ in 0..2 {
            let path = format!("v1/tasks/{}", remote.task_id);
            let Ok(call) = self.shared.call(Method::DELETE, &path, &secret) else { return };
            match self.shared.client.call(call, ANSWER_BYTES_MAX).await {
                Ok(answer) if !answer.status.is_server_error() => return,
                Ok(answer) => tracing::warn!(http.status = answer.status.as_u16(), "Runway did not cancel"),
                Err(error) => tracing::warn!(%error, "Runway could not be asked to cancel"),
            }
        }
    }

    /// Drops what was fetched. The task stays at Runway until its outputs expire.
    pub(crate) fn forget(&self, remote_id: &str) {
        self.shared.following.stop(remote_id);
    }

    /// The keys and their breakers at a glance.
    pub(crate) fn keys(&self) -> Vec<KeyView> {
        self.shared.keys.view(self.now())
    }

    /// The keys, which can change while the product runs.
    pub(crate) fn ring(&self) -> &KeyRing {
        &self.shared.keys
    }

    /// Asks once with this key, whether it is one of the ring's or not, for its organisation, which says the balance.
    pub(crate) async fn check_key(&self, key: &Secret) -> Checked {
        match self.organisation(key).await {
            Ok(balance) => Checked::Works(format!("{balance} Runway credits are left")),
            Err(fault) => Checked::Fails(fault),
        }
    }

    async fn organisation(&self, secret: &Secret) -> Result<i64, Fault> {
        let call = self.shared.call(Method::GET, "v1/organization", secret)?;
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await;
        let answer = answer.map_err(|error| unreachable_fault(&error.to_string()))?;
        if !answer.status.is_success() {
            return Err(map::fault(&answer, self.now()));
        }
        let organisation = serde_json::from_slice::<wire::Organisation>(&answer.body);
        organisation.map(|found| found.credit_balance).map_err(|_| unreachable_fault("an unreadable answer"))
    }
}

impl Shared {
    fn call(&self, method: Method, path: &str, secret: &Secret) -> Result<reqwest::RequestBuilder, Fault> {
        let bearer = secret.header("Bearer").map_err(|reason| Fault {
            class: FaultClass::Unauthorised,
            message: format!("The key for Runway cannot be used: {reason}."),
        })?;
        let url = self.settings.api.join(path);
        let url = url.map_err(|_| models::invalid("The address of Runway is not one."))?;
        let call = self.client.request(method, url).header(header::AUTHORIZATION, bearer);
        Ok(call.header("x-runway-version", API_VERSION).header(header::ACCEPT, "application/json"))
    }
}

fn unreachable_fault(reason: &str) -> Fault {
    tracing::warn!(reason, "Runway could not be reached");
    Fault { class: FaultClass::Unavailable, message: "Runway cannot be reached right now.".into() }
}
