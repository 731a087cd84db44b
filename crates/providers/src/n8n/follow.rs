//! Polling: what was reported, and fetching what it names.
//!
//! n8n is not asked: it reports, and a report that was lost is a run that ends at its deadline. What is
//! polled is the inbox; a report that arrives in this process wakes the poll at once.

use std::{collections::HashMap, sync::Arc, time::Duration};

use domain::generation::report::{Reported, ReportedState};
use reqwest::Url;
use serde_json::json;
use tokio::{sync::Notify, time::Instant};

use super::{N8n, attempt_of, model_of};
use crate::{Fault, FaultClass, InFlight, Output, Progress, Status, http::DownloadError};

/// Bytes of one result.
const RESULT_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// What nobody polled for this long is dropped: its run went to another process.
const ABANDONED_AFTER: Duration = Duration::from_secs(600);
/// The pause before files are asked for again.
const FETCH_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// What is kept while an attempt is followed. All of it can be found again.
pub(super) struct Followed {
    /// Keeps n8n counted as busy.
    _in_flight: Option<InFlight>,
    nudged: Arc<Notify>,
    polled_at: Instant,
}

/// Remembers that somebody follows an attempt; answers what wakes them.
pub(super) fn follow(
    followed: &mut HashMap<String, Followed>,
    attempt_id: &str,
    in_flight: Option<InFlight>,
) -> Arc<Notify> {
    let now = Instant::now();
    if let Some(known) = followed.get_mut(attempt_id) {
        known.polled_at = now;
        return known.nudged.clone();
    }
    followed.retain(|_, one| now.duration_since(one.polled_at) < ABANDONED_AFTER);
    let nudged = Arc::<Notify>::default();
    let new = Followed { _in_flight: in_flight, nudged: nudged.clone(), polled_at: now };
    followed.insert(attempt_id.to_owned(), new);
    nudged
}

impl N8n {
    /// How it goes: at once when something was reported since `revision`, or after `wait`.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        let attempt_id = attempt_of(remote_id);
        let nudged = self.follow(attempt_id, None);
        let until = Instant::now() + wait;
        loop {
            let mut pause = self.shared.settings.look_every;
            let mut known =
                Progress { revision, sentence: "n8n is working on it".into(), ..Progress::default() };
            match self.shared.inbox.latest(attempt_id).await {
                Err(reason) => tracing::warn!(reason, "the reports of a run cannot be read now"),
                Ok(None) => return self.ended(attempt_id, Status::Forgotten),
                Ok(Some((number, reported))) if reported.state.is_final() => {
                    if let Some(status) = self.end_of(remote_id, &reported).await {
                        return self.ended(attempt_id, status);
                    }
                    known = Progress { revision: number, percent: 99, ..known };
                    known.sentence = "Fetching the result from n8n".into();
                    pause = FETCH_AGAIN_AFTER;
                }
                Ok(Some((number, reported))) => {
                    let sentence = reported.sentence.unwrap_or(known.sentence);
                    known = Progress { revision: number, percent: reported.percent, sentence, preview: None };
                    if number > revision {
                        return Status::Running(known);
                    }
                }
            }
            let now = Instant::now();
            if now >= until {
                return Status::Running(known);
            }
            tokio::select! {
                () = tokio::time::sleep_until((now + pause).min(until)) => {}
                () = nudged.notified() => {}
            }
        }
    }

    /// Makes whoever polls this attempt look now.
    pub(crate) fn nudge(&self, attempt_id: &str) {
        if let Some(one) = self.shared.followed.lock().get(attempt_id) {
            one.nudged.notify_one();
        }
    }

    /// What a final report comes to; `None` when its files have to be asked for again.
    async fn end_of(&self, remote_id: &str, reported: &Reported) -> Option<Status> {
        let said = |words: &Option<String>, otherwise: &str| {
            words.clone().filter(|words| !words.trim().is_empty()).unwrap_or_else(|| otherwise.to_owned())
        };
        match reported.state {
            ReportedState::Running => None,
            ReportedState::Failed => Some(failed(&said(&reported.error, "The workflow failed in n8n."))),
            ReportedState::Cancelled => Some(failed("The workflow was stopped in n8n.")),
            ReportedState::Completed => match self.fetch(remote_id, reported).await {
                Ok(outputs) => outputs.map(|outputs| Status::Finished(Arc::new(outputs))),
                Err(reason) => Some(failed(reason)),
            },
        }
    }

    /// Fetches what a report names; nothing when it has to be tried again.
    ///
    /// # Errors
    /// Why it never will be fetched.
    async fn fetch(&self, remote_id: &str, reported: &Reported) -> Result<Option<Vec<Output>>, &'static str> {
        let workflow = model_of(remote_id).and_then(|model| self.shared.settings.workflows.get(model));
        let name = workflow.map_or("A workflow", |workflow| workflow.name.as_str());
        let output = |content, media_type: &str, sha256: Option<String>| Output {
            content,
            poster: None,
            media_type: media_type.to_owned(),
            description: String::new(),
            warnings: Vec::new(),
            made_by: format!("{name} on n8n"),
            provenance: json!({"provider": "n8n", "workflow": name, "executionId": reported.execution_id,
                "sha256": sha256}),
        };
        let mut outputs = Vec::with_capacity(reported.outputs.len() + 1);
        for address in &reported.outputs {
            let url = Url::parse(address).map_err(|_| "n8n named a file that has no address.")?;
            let file = match self.shared.client.download(url, RESULT_BYTES_MAX).await {
                Ok(file) => file,
                Err(error) => {
                    tracing::warn!(%error, "a result of a workflow could not be fetched");
                    return match error {
                        DownloadError::Gone(_) => {
                            Err("The result in n8n had gone before it could be fetched.")
                        }
                        DownloadError::Forbidden(_) => {
                            Err("n8n named a file at an address that is not allowed.")
                        }
                        DownloadError::TooLarge(_) => {
                            Err("The result is larger than this installation takes.")
                        }
                        DownloadError::Interrupted(_) | DownloadError::Disk(_) => Ok(None),
                    };
                }
            };
            let media_type = file.media_type.ok_or("What n8n delivered is no picture, clip or sound.")?;
            outputs.push(output(file.content, media_type, Some(file.sha256)));
        }
        if let Some(words) = reported.response.as_deref().filter(|words| !words.trim().is_empty()) {
            outputs.push(output(words.as_bytes().to_vec().into(), "text/plain", None));
        }
        Ok(Some(outputs))
    }

    fn ended(&self, attempt_id: &str, status: Status) -> Status {
        self.shared.followed.lock().remove(attempt_id);
        status
    }
}

fn failed(message: &str) -> Status {
    Status::Failed(Fault { class: FaultClass::Broken, message: message.to_owned() })
}
