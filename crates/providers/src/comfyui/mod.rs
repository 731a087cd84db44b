//! ComfyUI: a graph of nodes on a machine of the operator's, run by a queue.
//!
//! ```text
//! submit ─▶ upload pictures ─▶ fill the template's named inputs ─▶ POST /prompt ─▶ prompt id = the remote id
//! poll   ─▶ GET /history/{id} ─▶ empty ─▶ GET /queue: waiting, running, or gone
//!                             └▶ success ─▶ GET /view for its pictures ─▶ finished
//! cancel ─▶ POST /queue {delete}, and POST /interrupt where it runs
//! ```
//!
//! What is run is the operator's: a workflow saved with "Export (API)", in which the values to be filled in are
//! written as `{{prompt}}`, `{{seed}}` and so on ([`template`]). The prompt id is ours to choose, so an attempt whose
//! answer was lost is found again by asking for it. Nobody is paid: repeating costs time only.
//!
//! Source: github.com/comfyanonymous/ComfyUI, server.py and execution.py, read 2026-11-22. There is no vendor's SDK.

#[cfg(test)]
mod any_bytes;
mod files;
mod follow;
mod map;
pub mod template;

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder, Url, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use template::Template;

use crate::{
    Checked, Fault, FaultClass, Found, KeyCheck, Status, Submission, SubmitError,
    http::{Answer, CallError, Client},
};

/// Bytes of an answer that are read. A history holds the whole graph again.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How to reach ComfyUI.
#[derive(Clone)]
pub struct Settings {
    /// Where it is, e.g. `http://127.0.0.1:8188`.
    pub base: Url,
    /// The workflows, by the id of their model in the catalog.
    pub workflows: BTreeMap<String, Template>,
    /// The pause between two questions.
    pub poll_every: Duration,
}

/// ComfyUI as a provider. Clones share connections.
#[derive(Clone)]
pub struct ComfyUi {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    client: Client,
}

impl fmt::Debug for ComfyUi {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ComfyUi({})", self.shared.settings.base)
    }
}

/// Where an attempt stands.
enum Place {
    Waiting(usize),
    Running,
    Ended(Value),
    Nowhere,
    Unknown,
}

impl ComfyUi {
    /// An adapter. Nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, client: Client) -> ComfyUi {
        ComfyUi { shared: Arc::new(Shared { settings, client }) }
    }

    /// What would be changed to fit the workflow.
    ///
    /// # Errors
    /// When there is no such workflow, or it lacks what the work needs.
    pub(crate) fn changes(&self, submission: &Submission) -> Result<Vec<String>, Fault> {
        let names = vec!["later.png".to_owned(); submission.inputs.len()];
        Ok(self.template(submission)?.fill(submission, &names)?.changes)
    }

    fn template(&self, submission: &Submission) -> Result<&Template, Fault> {
        let found = self.shared.settings.workflows.get(&submission.model_id);
        found.ok_or_else(|| invalid(format!("There is no ComfyUI workflow for {}.", submission.model_id)))
    }

    /// Puts the work into the queue. The same attempt again is the same prompt.
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let id = prompt_id(&submission.attempt_id);
        let template = self.template(&submission).map_err(SubmitError::NotTaken)?;
        self.changes(&submission).map_err(SubmitError::NotTaken)?;
        let mut names = Vec::with_capacity(submission.inputs.len());
        for (index, input) in submission.inputs.iter().enumerate() {
            let name = self.upload(&id, index, input).await.map_err(SubmitError::NotTaken)?;
            names.push(name);
        }
        let filled = template.fill(&submission, &names).map_err(SubmitError::NotTaken)?;
        let body = json!({"prompt": filled.graph, "prompt_id": id, "client_id": "marty-martin"});
        let answer =
            self.call(Method::POST, "prompt", |call| call.json(&body)).await.map_err(
                |error| match error {
                    CallError::NotSent(reason) => SubmitError::NotTaken(unreachable_fault(&reason)),
                    lost => SubmitError::OutcomeUnknown(lost.to_string()),
                },
            )?;
        match answer.status.as_u16() {
            200..=299 => match map::prompt_id(&answer.body) {
                Some(taken) => Ok(taken),
                None => Err(SubmitError::OutcomeUnknown("ComfyUI answered with something unreadable".into())),
            },
            500..=599 => {
                Err(SubmitError::OutcomeUnknown(format!("ComfyUI answered {}", answer.status.as_u16())))
            }
            _ => Err(SubmitError::NotTaken(map::refusal(&answer.body))),
        }
    }

    /// Looks for an attempt whose submit was never answered.
    pub(crate) async fn find(&self, attempt_id: &str) -> Found {
        let id = prompt_id(attempt_id);
        match self.place(&id).await {
            Place::Waiting(_) | Place::Running | Place::Ended(_) => Found::Yes(id),
            Place::Nowhere => Found::No,
            Place::Unknown => Found::CannotTell,
        }
    }

    /// The remote id of work that somebody found in the queue.
    pub(crate) async fn adopt(&self, id: &str) -> Option<String> {
        let known = is_plain(id)
            && matches!(self.place(id).await, Place::Waiting(_) | Place::Running | Place::Ended(_));
        known.then(|| id.to_owned())
    }

    /// Where an attempt stands: the history first, since what ends between two questions moves there.
    async fn place(&self, id: &str) -> Place {
        let (Some(before), Some(queue)) = (self.history(id).await, self.get("queue").await) else {
            return Place::Unknown;
        };
        if let Some(history) = before {
            return Place::Ended(history);
        }
        match map::in_queue(&queue, id) {
            Some(0) => Place::Running,
            Some(before) => Place::Waiting(before - 1),
            None => match self.history(id).await {
                Some(Some(history)) => Place::Ended(history),
                Some(None) => Place::Nowhere,
                None => Place::Unknown,
            },
        }
    }

    /// What is written down of an ended prompt; nothing when it has not ended, no answer when nobody knows.
    async fn history(&self, id: &str) -> Option<Option<Value>> {
        let mut answer = self.get(&format!("history/{id}")).await?;
        let found = answer.get_mut(id).map(Value::take);
        Some(found.filter(Value::is_object))
    }

    async fn get(&self, path: &str) -> Option<Value> {
        let answer = self.call(Method::GET, path, |call| call).await.ok()?;
        answer.status.is_success().then(|| serde_json::from_slice(&answer.body).ok()).flatten()
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, CallError> {
        let url =
            self.shared.settings.base.join(path).map_err(|error| CallError::NotSent(error.to_string()))?;
        let call = self.shared.client.request(method, url).header(header::ACCEPT, "application/json");
        self.shared.client.call(with(call), ANSWER_BYTES_MAX).await
    }

    /// Takes it out of the queue, and stops it where it runs.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        if !is_plain(remote_id) {
            return;
        }
        let running = matches!(self.place(remote_id).await, Place::Running);
        let (path, body) = match running {
            // Newer builds stop this prompt only; older ones stop whatever runs, which is this one.
            true => ("interrupt", json!({"prompt_id": remote_id})),
            false => ("queue", json!({"delete": [remote_id]})),
        };
        if let Err(error) = self.call(Method::POST, path, |call| call.json(&body)).await {
            tracing::warn!(%error, "ComfyUI could not be asked to cancel");
        }
    }

    /// Asks for its figures, which makes nothing.
    pub(crate) async fn check(&self) -> KeyCheck {
        KeyCheck::new(
            "",
            match self.get("system_stats").await {
                Some(_) => Checked::Works("ComfyUI answered".into()),
                None => Checked::Fails(unreachable_fault("it does not answer")),
            },
        )
    }
}

/// The prompt's id of an attempt: a UUID that follows from its name.
fn prompt_id(attempt_id: &str) -> String {
    let hash = Sha256::digest(attempt_id.as_bytes());
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// Whether a name can be a part of an address.
fn is_plain(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault { class: FaultClass::Invalid, message: message.into() }
}

fn unreachable_fault(reason: &str) -> Fault {
    tracing::warn!(reason, "ComfyUI could not be reached");
    Fault { class: FaultClass::Unavailable, message: "ComfyUI cannot be reached right now.".into() }
}

fn failed(class: FaultClass, message: &str) -> Status {
    Status::Failed(Fault { class, message: message.to_owned() })
}
