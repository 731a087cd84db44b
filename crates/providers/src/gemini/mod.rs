//! Google Gemini: pictures, answers about pictures and speech by `generateContent`; clips by interactions.
//!
//! | work | call | answer |
//! |---|---|---|
//! | pictures, edits, compositions, styles | `models/<id>:generateContent` | base64 in JSON |
//! | a question about a picture | the same | words |
//! | speech | the same | samples without a header, which get one |
//! | a clip | `interactions` in the background | a name, followed until there is a clip to fetch |
//!
//! All of them begin as a paid call whose answer is kept ([`crate::direct`]); for a clip that answer is the name of
//! the interaction, so that a process that died before it wrote the name down finds it again. Source:
//! @google/genai 2.32.0 (npm), read 2026-11-22; Veo and Imagen are shut down there and not spoken here.
//!
//! Files: `models.rs` what there is, `inputs.rs` ours → theirs, `map.rs` theirs → ours, `follow.rs` clips.

#[cfg(test)]
mod any_bytes;
mod follow;
mod inputs;
mod map;
pub mod models;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use domain::time::Millis;
use parking_lot::Mutex;
use reqwest::{RequestBuilder, Url};

use crate::{
    Fault, FaultClass, Status, Submission, SubmitError,
    direct::{
        Direct,
        spool::Held,
        vendor::{Made, Request, Vendor},
    },
    http::{Answer, Client, Secret},
    language::{Wire, fault},
};

/// How to reach Gemini.
#[derive(Clone)]
pub struct Settings {
    /// Where, with which keys, and where answers are kept.
    pub direct: crate::direct::Settings,
    /// The first pause between two questions about a clip; grows by a quarter each time.
    pub poll_every_min: Duration,
    /// The longest pause between two questions.
    pub poll_every_max: Duration,
}

/// Where Gemini is.
///
/// # Panics
/// Never: a constant address is one.
#[must_use]
pub fn base_url() -> Url {
    Url::parse(Wire::Gemini.base_url()).expect("a constant address is one")
}

/// Gemini as a provider. Clones share everything.
#[derive(Clone)]
pub struct Gemini {
    direct: Direct,
    poll_every: (Duration, Duration),
    /// Unreadable answers in a row, by remote id.
    unreadable: Arc<Mutex<HashMap<String, u32>>>,
}

impl fmt::Debug for Gemini {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.direct.fmt(out)
    }
}

impl Gemini {
    /// An adapter. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence when answers cannot be kept.
    pub fn start(settings: Settings, client: Client) -> Result<Gemini, String> {
        let direct = Direct::new(Wires, settings.direct, client)?;
        let poll_every = (settings.poll_every_min, settings.poll_every_max);
        Ok(Gemini { direct, poll_every, unreadable: Arc::default() })
    }

    pub(crate) fn direct(&self) -> &Direct {
        &self.direct
    }

    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        self.direct.submit(submission).await
    }

    /// How it goes: what was held, or the clip that was begun.
    pub(crate) async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        match self.begun(remote_id).await {
            Some(held) => self.follow(remote_id, &held, revision, wait).await,
            None => self.direct.poll(remote_id, wait).await,
        }
    }

    /// Drops a call under way, or asks to stop a clip. One that is done is left as it is.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        self.direct.cancel(remote_id);
        if let Some(held) = self.begun(remote_id).await {
            self.stop(&held).await;
        }
    }

    /// The answer that began a clip, if that is what this is.
    async fn begun(&self, remote_id: &str) -> Option<Held> {
        let held = self.direct.held(remote_id).await?;
        let model = models::find(&held.model_id)?;
        (model.shape == models::Shape::Clip && held.trouble.is_none()).then_some(held)
    }
}

/// Gemini's side of a direct call.
struct Wires;

impl Vendor for Wires {
    fn name(&self) -> &'static str {
        "Gemini"
    }

    fn id(&self) -> &'static str {
        "gemini"
    }

    fn request(&self, submission: &Submission) -> Result<Request, Fault> {
        inputs::request(models::for_work(submission)?, submission)
    }

    fn authorise(&self, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str> {
        if key.is_empty() {
            return Ok(call);
        }
        Ok(call.header("x-goog-api-key", key.bare_header()?))
    }

    fn class(&self, answer: &Answer, now: Millis) -> FaultClass {
        match fault::class(Wire::Gemini, answer, now) {
            FaultClass::Invalid if map::mentions_safety(&answer.body) => FaultClass::Refused,
            class => class,
        }
    }

    fn field_at_fault(&self, answer: &Answer) -> String {
        map::field_at_fault(&answer.body)
    }

    fn made(&self, held: &Held) -> Result<Made, Fault> {
        map::made(held)
    }
}
