//! Clips: asking how an interaction goes until it ends, then fetching what it made.
//!
//! Nothing but an answer of Gemini's ends a clip here: what cannot be reached, is busy or newer than this code is
//! *still running*. Answers that cannot be read are tolerated [`UNREADABLE_MAX`] times in a row.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    Gemini,
    map::{self, Clip, Going},
    models,
};
use crate::{
    Content, Fault, FaultClass, Output, Progress, Status,
    direct::{spool::Held, vendor::fault},
    http::{CallError, DownloadError, sniff},
};

/// Bytes of an answer about an interaction; a clip in it is the exception.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of one clip.
const CLIP_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Unreadable answers in a row before a clip is given up.
const UNREADABLE_MAX: u32 = 20;

/// What a question came to.
enum Asked {
    Going(Going),
    Ended(Status),
    Busy(Duration),
    Unreachable,
}

impl Gemini {
    pub(super) async fn follow(&self, remote_id: &str, held: &Held, revision: u64, wait: Duration) -> Status {
        let Some(id) = map::interaction_id(&held.answer) else { return Status::Failed(map::broken()) };
        let until = Instant::now() + wait;
        let (mut pause, longest) = self.poll_every;
        let sentence = "Gemini is working on it".to_owned();
        let mut known = Progress { revision, sentence, ..Progress::default() };
        loop {
            match self.ask(remote_id, id, &held.key).await {
                Asked::Going(Going::On(progress)) if progress.revision > revision => {
                    return Status::Running(progress);
                }
                Asked::Going(Going::On(progress)) => known = progress,
                Asked::Going(Going::Over(fault)) => return Status::Failed(fault),
                Asked::Going(Going::Done(clip)) => {
                    if let Some(status) = self.fetch(clip, held, id).await {
                        return status;
                    }
                }
                Asked::Ended(status) => return status,
                Asked::Busy(asked) => pause = pause.max(asked),
                Asked::Going(Going::Unreadable) | Asked::Unreachable => {}
            }
            let now = Instant::now();
            if now >= until {
                return Status::Running(known);
            }
            tokio::time::sleep_until((now + pause).min(until)).await;
            pause = (pause * 5 / 4).min(longest.max(pause));
        }
    }

    async fn ask(&self, remote_id: &str, id: &str, key: &str) -> Asked {
        let path = format!("v1beta/interactions/{id}?stream=false");
        let Some(call) = self.direct.follow_up(Method::GET, &path, key) else {
            let message = "The key that started this run is gone.".to_owned();
            return Asked::Ended(Status::Failed(Fault { class: FaultClass::Unauthorised, message }));
        };
        let answer = match self.direct.client().call(call, ANSWER_BYTES_MAX).await {
            Ok(answer) => answer,
            Err(CallError::TooLarge(_)) => return self.unreadable(remote_id),
            Err(_) => return Asked::Unreachable,
        };
        match answer.status.as_u16() {
            200..=299 => {
                let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                match map::going(&body) {
                    Going::Unreadable => self.unreadable(remote_id),
                    going => {
                        self.unreadable.lock().remove(remote_id);
                        Asked::Going(going)
                    }
                }
            }
            401 | 403 => {
                self.direct.revoke(key);
                Asked::Ended(Status::Failed(fault("Gemini", FaultClass::Unauthorised)))
            }
            // An interaction that is not known (any more) is an invalid name to it.
            400 | 404 => Asked::Ended(Status::Forgotten),
            429 => {
                let asked = self.direct.retry_after(&answer).unwrap_or_default();
                Asked::Busy(asked)
            }
            500..=599 => Asked::Unreachable,
            _ => self.unreadable(remote_id),
        }
    }

    fn unreadable(&self, remote_id: &str) -> Asked {
        let mut counts = self.unreadable.lock();
        let count = counts.entry(remote_id.to_owned()).or_default();
        *count += 1;
        if *count < UNREADABLE_MAX {
            return Asked::Going(Going::Unreadable);
        }
        counts.remove(remote_id);
        Asked::Ended(Status::Failed(map::broken()))
    }

    /// Fetches a clip. `None` when it has to be tried again.
    async fn fetch(&self, clip: Clip, held: &Held, id: &str) -> Option<Status> {
        let failed = |fault| Some(Status::Failed(fault));
        let (content, media_type, sha256) = match clip {
            Clip::Inline(data) => match BASE64_STANDARD.decode(&data) {
                Ok(bytes) => {
                    let media_type = sniff(&bytes);
                    (Content::from(bytes), media_type, None)
                }
                Err(_) => return failed(map::broken()),
            },
            Clip::At(uri) => match self.download(&uri, &held.key).await {
                Ok(file) => (file.content, file.media_type, Some(file.sha256)),
                Err(error) => {
                    tracing::warn!(%error, "a clip could not be fetched");
                    return match error {
                        DownloadError::Interrupted(_) | DownloadError::Disk(_) => None,
                        _ => failed(map::broken()),
                    };
                }
            },
        };
        let Some(media_type) = media_type.filter(|media_type| media_type.starts_with("video/")) else {
            return failed(map::broken());
        };
        Some(Status::Finished(Arc::new(vec![Output {
            content,
            poster: None,
            media_type: media_type.to_owned(),
            description: String::new(),
            warnings: held.changes.clone(),
            made_by: map::made_by(models::find(&held.model_id)),
            provenance: json!({ "provider": "gemini", "model": held.model_id, "requestId": id, "sha256": sha256 }),
        }])))
    }

    /// The key goes to Gemini's own address only; a clip anywhere else is a link like any other.
    async fn download(&self, uri: &str, key: &str) -> Result<crate::http::Download, DownloadError> {
        let url = Url::parse(uri).map_err(|_| DownloadError::Forbidden("the link is not an address"))?;
        let client = self.direct.client();
        if url.origin() != self.direct.base_url().origin() {
            return client.download(url, CLIP_BYTES_MAX).await;
        }
        let call = self.direct.follow_up(Method::GET, url.as_str(), key);
        let call = call.ok_or(DownloadError::Forbidden("the key that started this run is gone"))?;
        client.download_with_key(call, CLIP_BYTES_MAX).await
    }

    /// Asks to stop a clip. A second try is harmless.
    pub(super) async fn stop(&self, held: &Held) {
        let Some(id) = map::interaction_id(&held.answer) else { return };
        for _ in 0..2 {
            let path = format!("v1beta/interactions/{id}/cancel");
            let Some(call) = self.direct.follow_up(Method::POST, &path, &held.key) else { return };
            let call = call.header(reqwest::header::CONTENT_LENGTH, 0);
            match self.direct.client().call(call, ANSWER_BYTES_MAX).await {
                Ok(answer) if !answer.status.is_server_error() => return,
                Ok(answer) => tracing::warn!(http.status = answer.status.as_u16(), "Gemini did not cancel"),
                Err(error) => tracing::warn!(%error, "Gemini could not be asked to cancel"),
            }
        }
    }
}
