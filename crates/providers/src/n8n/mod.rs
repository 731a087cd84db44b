//! n8n: workflows of the operator's own, started by webhook, that report back to this server.
//!
//! ```text
//! submit ─▶ open the way back (token) ─▶ POST {base}/webhook/{path} ─▶ 2xx: taken
//! n8n    ─▶ POST our callback address, any number of times, to whichever process answers
//! poll   ─▶ what was reported? ─▶ running │ completed ─▶ fetch the files ─▶ finished
//! cancel ─▶ POST {base}/api/v1/executions/{id}/stop, where there is a key for it
//! ```
//!
//! A webhook cannot deduplicate, so a submit whose answer was lost is never repeated. But a report that
//! carries the token of an attempt proves that the attempt was taken ([`N8n::find`]). Reports arrive
//! at the server and are kept where every process sees them; the adapter reads them through [`Inbox`] and
//! knows nothing of how. A remote id is the attempt's own id and the model, `stp_…-1~n8n-poster`: n8n
//! names a run only after it began.
//!
//! Files: `wire.rs` what goes over the line, `follow.rs` polling and fetching, `executions.rs` n8n's public
//! API. Facts about n8n 2.41: docs.n8n.io, read 2026-11-22.

mod executions;
mod follow;
mod wire;

use std::{collections::HashMap, fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use domain::{generation::report::Reported, time::Millis};
use parking_lot::Mutex;
use reqwest::{Method, Url, header::HeaderName};

use crate::{
    Fault, FaultClass, Found, InFlight, KeyRing, KeyView, Submission, SubmitError,
    breaker::{self, Outcome},
    http::{Answer, CallError, Client, Secret, retry_after_ms},
};

/// Bytes of an answer that are read. Lists of executions with their data are the largest.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Stands between the attempt and the model in a remote id; neither can contain it.
const SEPARATOR: char = '~';

/// Reads the time. Injected, so that tests hold it.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;
/// What an [`Inbox`] answers after a while.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The way back for one attempt.
#[derive(Clone)]
pub struct Ticket {
    /// What a report of this attempt has to carry. Good for this attempt only.
    pub token: Secret,
    /// What the links to its input files carry.
    pub files_key: Secret,
}

/// What was reported of an attempt, with a number that grows with every change.
pub type Latest = Result<Option<(u64, Reported)>, String>;

/// Where reports arrive. The server keeps them; whichever process took one, all see it.
pub trait Inbox: Send + Sync {
    /// Lets reports of an attempt of a run in, from now on. Called before anything is sent.
    fn open<'a>(&'a self, generation_id: &'a str, attempt_id: &'a str) -> Soon<'a, Result<Ticket, String>>;

    /// What was reported of an attempt, with a number that grows with every change, 0 before the first.
    /// `None` for an attempt that was never opened.
    ///
    /// # Errors
    /// A sentence when it cannot be read now.
    fn latest<'a>(&'a self, attempt_id: &'a str) -> Soon<'a, Latest>;
}

/// A workflow that can be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// What it is called, for people.
    pub name: String,
    /// The path of its webhook.
    pub webhook: String,
    /// Which input it is handed; empty for all of it.
    pub fields: Vec<String>,
}

/// How to reach n8n.
#[derive(Clone)]
pub struct Settings {
    /// Where n8n is, e.g. `http://127.0.0.1:5678/`.
    pub base: Url,
    /// The first part of a production webhook's path: `webhook` unless n8n was told otherwise.
    pub webhook_prefix: String,
    /// The header that webhooks ask for, and its value.
    pub header: Option<(HeaderName, Secret)>,
    /// The key of n8n's public API, for stopping and finding executions.
    pub api_key: Option<Secret>,
    /// The address of this server as n8n reaches it.
    pub callback: Url,
    /// The workflows, by the model that stands for each.
    pub workflows: HashMap<String, Workflow>,
    /// How often the inbox is looked into when nothing wakes the poll.
    pub look_every: Duration,
    /// When n8n is left alone.
    pub breaker: breaker::Settings,
    /// The time.
    pub clock: Clock,
}

/// n8n as a provider. Clones share connections and what is followed.
#[derive(Clone)]
pub struct N8n {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    client: Client,
    inbox: Arc<dyn Inbox>,
    /// One key, or none: what matters is its breaker.
    keys: KeyRing,
    followed: Mutex<HashMap<String, follow::Followed>>,
}

impl fmt::Debug for N8n {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "N8n({})", self.shared.settings.base)
    }
}

impl N8n {
    /// An adapter. Nothing is sent yet.
    #[must_use]
    pub fn new(settings: Settings, client: Client, inbox: Arc<dyn Inbox>) -> N8n {
        let key = settings.header.as_ref().map_or_else(|| Secret::new(""), |(_, value)| value.clone());
        let keys = KeyRing::new(vec![key], settings.breaker);
        N8n { shared: Arc::new(Shared { settings, client, inbox, keys, followed: Mutex::default() }) }
    }

    fn now(&self) -> Millis {
        (self.shared.settings.clock)()
    }

    /// Starts a workflow. What goes wrong before the call is surely not taken.
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        let refused = SubmitError::NotTaken;
        let settings = &self.shared.settings;
        let workflow = settings.workflows.get(&submission.model_id).ok_or_else(|| {
            refused(fault(FaultClass::Invalid, format!("There is no workflow for {}.", submission.model_id)))
        })?;
        let (chosen, in_flight) = self.shared.keys.choose(self.now()).map_err(refused)?;
        let opened = self.shared.inbox.open(&submission.generation_id, &submission.attempt_id).await;
        let ticket = match opened {
            Ok(ticket) => ticket,
            Err(reason) => {
                tracing::error!(reason, "the way back from n8n could not be opened");
                self.shared.keys.record(&chosen, Outcome::Neutral, self.now());
                return Err(refused(fault(FaultClass::Unavailable, "The run could not be prepared.".into())));
            }
        };
        let outcome = self.start(workflow, &submission, &ticket).await;
        self.shared.keys.record(&chosen, health(&outcome), self.now());
        if let Err(SubmitError::NotTaken(Fault {
            class: FaultClass::RateLimited { retry_after_ms }, ..
        })) = &outcome
        {
            let pause = retry_after_ms.unwrap_or(RATE_LIMIT_PAUSE_MS);
            self.shared.keys.pause(&chosen.fingerprint, self.now().plus_ms(pause.max(1)));
        }
        outcome?;
        self.follow(&submission.attempt_id, Some(in_flight));
        Ok(remote_id(&submission))
    }

    async fn start(
        &self,
        workflow: &Workflow,
        submission: &Submission,
        ticket: &Ticket,
    ) -> Result<(), SubmitError> {
        let settings = &self.shared.settings;
        let refused = |message: &str| SubmitError::NotTaken(fault(FaultClass::Invalid, message.to_owned()));
        let path = format!("{}/{}", settings.webhook_prefix, workflow.webhook);
        let url =
            settings.base.join(&path).map_err(|_| refused("The address of the workflow is not one."))?;
        let order = wire::order(submission, workflow, ticket, &settings.callback)
            .map_err(|reason| refused(&reason))?;
        let mut call = self.shared.client.request(Method::POST, url).json(&order);
        if let Some((name, value)) = &settings.header {
            let value = value.bare_header().map_err(|reason| {
                SubmitError::NotTaken(fault(FaultClass::Unauthorised, format!("The key for n8n: {reason}.")))
            })?;
            call = call.header(name, value);
        }
        let answer = self.shared.client.call(call, ANSWER_BYTES_MAX).await.map_err(|error| match error {
            CallError::NotSent(reason) => {
                tracing::warn!(reason, "n8n could not be reached");
                SubmitError::NotTaken(fault(
                    FaultClass::Unavailable,
                    "n8n cannot be reached right now.".into(),
                ))
            }
            lost @ (CallError::Lost(_) | CallError::TooLarge(_)) => {
                SubmitError::OutcomeUnknown(lost.to_string())
            }
        })?;
        self.taken(&answer)
    }

    /// Whether an answer to a webhook says that the workflow was started, was not, or neither.
    fn taken(&self, answer: &Answer) -> Result<(), SubmitError> {
        let status = answer.status.as_u16();
        let not_taken = |class, message: &str| Err(SubmitError::NotTaken(fault(class, message.to_owned())));
        match status {
            200..=299 => Ok(()),
            404 => not_taken(FaultClass::Invalid, "The workflow is not published in n8n."),
            401 | 403 => {
                not_taken(FaultClass::Unauthorised, "n8n does not take the key of this installation.")
            }
            413 => not_taken(FaultClass::Invalid, "The request is larger than n8n takes."),
            429 => {
                let retry_after_ms = retry_after_ms(&answer.headers, self.now());
                not_taken(
                    FaultClass::RateLimited { retry_after_ms },
                    "n8n takes no more runs for the moment.",
                )
            }
            503 => not_taken(FaultClass::Unavailable, "n8n is not ready."),
            // A workflow that answers at its end may have run and failed; a gateway may have passed it on.
            500..=599 => Err(SubmitError::OutcomeUnknown(format!("n8n answered {status}"))),
            _ => not_taken(FaultClass::Invalid, "n8n refused the request."),
        }
    }

    /// Whether an attempt whose submit was never answered was taken: a report of it proves that it was,
    /// and so does an execution that was given it.
    pub(crate) async fn find(&self, attempt_id: &str) -> Found {
        match self.shared.inbox.latest(attempt_id).await {
            Ok(Some((revision, _))) if revision > 0 => Found::Yes(attempt_id.to_owned()),
            // The way back is opened before anything is sent.
            Ok(None) => Found::No,
            Err(_) => Found::CannotTell,
            Ok(Some(_)) => match self.execution_of(attempt_id).await {
                Some(_) => Found::Yes(attempt_id.to_owned()),
                None => Found::CannotTell,
            },
        }
    }

    /// Work that somebody saw in n8n: what ends it is its report, which names the attempt.
    pub(crate) fn adopt(&self, submission: &Submission) -> Option<String> {
        self.shared.settings.workflows.contains_key(&submission.model_id).then(|| remote_id(submission))
    }

    /// Stops the execution, where n8n's public API may be used. Otherwise what it makes is not charged.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        let attempt_id = attempt_of(remote_id);
        self.shared.followed.lock().remove(attempt_id);
        let reported = self.shared.inbox.latest(attempt_id).await.ok().flatten();
        if reported.as_ref().is_some_and(|(_, reported)| reported.state.is_final()) {
            return;
        }
        let execution = match reported.and_then(|(_, reported)| reported.execution_id) {
            Some(execution) => Some(execution),
            None => self.execution_of(attempt_id).await,
        };
        if let Some(execution) = execution {
            self.stop(&execution).await;
        }
    }

    /// Drops what is kept while it is followed.
    pub(crate) fn forget(&self, remote_id: &str) {
        self.shared.followed.lock().remove(attempt_of(remote_id));
    }

    /// n8n's one key and its breaker.
    pub(crate) fn keys(&self) -> Vec<KeyView> {
        self.shared.keys.view(self.now())
    }

    fn follow(&self, attempt_id: &str, in_flight: Option<InFlight>) -> Arc<tokio::sync::Notify> {
        let mut followed = self.shared.followed.lock();
        follow::follow(&mut followed, attempt_id, in_flight)
    }
}

/// The pause after a rate limit that names none, in milliseconds.
const RATE_LIMIT_PAUSE_MS: i64 = 5_000;

fn remote_id(submission: &Submission) -> String {
    format!("{}{SEPARATOR}{}", submission.attempt_id, submission.model_id)
}

fn attempt_of(remote_id: &str) -> &str {
    remote_id.split(SEPARATOR).next().unwrap_or(remote_id)
}

fn model_of(remote_id: &str) -> Option<&str> {
    remote_id.split_once(SEPARATOR).map(|(_, model)| model)
}

fn fault(class: FaultClass, message: String) -> Fault {
    Fault { class, message }
}

/// What a submit says about the health of n8n.
fn health(outcome: &Result<(), SubmitError>) -> Outcome {
    match outcome {
        Ok(()) => Outcome::Success,
        Err(SubmitError::OutcomeUnknown(_)) => Outcome::Failure,
        Err(SubmitError::NotTaken(fault)) => match fault.class {
            FaultClass::Refused | FaultClass::Invalid => Outcome::Success,
            FaultClass::RateLimited { .. } => Outcome::Neutral,
            FaultClass::Unavailable | FaultClass::Broken => Outcome::Failure,
            FaultClass::Unauthorised | FaultClass::OutOfCredit => Outcome::Fatal,
        },
    }
}
