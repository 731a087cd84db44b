//! Who does the work: one contract for every provider, and an adapter for each.
//!
//! An adapter is stateless translation. [`Provider::submit`] hands the work over and answers at once with
//! the provider's name for it; [`Provider::poll`] asks how it goes; [`Provider::cancel`] asks to stop.
//! Adapters know no database and no credits: the server writes down what it is about to do before it
//! calls, and what came of it right after.
//!
//! Two rules carry the durability of the whole product:
//! * an unknown status is *still running*, never failed ([`Status::Running`]);
//! * a submit whose answer was lost is [`SubmitError::OutcomeUnknown`], never a failure, so that nothing
//!   is paid twice by accident.

#[cfg(test)]
mod any_json;
pub mod automatic1111;
mod body;
pub mod breaker;
mod check;
pub mod comfyui;
mod content;
pub mod direct;
pub mod elevenlabs;
pub mod fal;
mod fault;
mod fetched;
mod fit;
mod following;
pub mod gemini;
pub mod http;
mod input_files;
mod keys;
pub mod language;
pub mod local;
pub mod n8n;
pub mod openai;
mod output;
pub mod runway;
mod stored_keys;
mod work;

use std::{sync::Arc, time::Duration};

pub use check::{Checked, KeyCheck};
pub use content::{Content, ContentFile, MEMORY_BYTES_MAX, Source};
use domain::time::Millis;
pub use fault::{Fault, FaultClass};
pub use keys::{Chosen, InFlight, KeyRing, KeyView, StoredKey};
pub use output::{CAPTIONS, Output};
pub use reqwest::header::HeaderMap;
pub use work::{
    Background, BackgroundReplaceWork, ComposeWork, DescribeWork, EditWork, FaceRestoreWork, InputFile,
    LipsyncSpeech, LipsyncWork, PictureWork, Size, SpeechWork, StyleTransferWork, Submission, UpscaleWork,
    VideoWork, Work,
};

/// Reads the time. Injected, so that tests hold it.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// How the work goes.
#[derive(Clone, Debug)]
pub enum Status {
    /// Under way, or in a state the adapter does not know.
    Running(Progress),
    /// Done. Outputs can be fetched again until [`Provider::forget`].
    Finished(Arc<Vec<Output>>),
    /// Ended without outputs.
    Failed(Fault),
    /// The provider does not know this work (any more).
    Forgotten,
}

/// A sign of life.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Grows with every change; hand it back to [`Provider::poll`] to wait for the next.
    pub revision: u64,
    /// 0 to 100.
    pub percent: u8,
    /// What is being done, for a person.
    pub sentence: String,
    /// A few pixels of what is to come.
    pub preview: Option<Arc<Thumb>>,
}

/// A few pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumb {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Three bytes a pixel, row by row.
    pub rgb: Vec<u8>,
}

/// Why a submit was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
    /// The provider surely did not take it.
    NotTaken(Fault),
    /// The answer was lost: it may have been taken.
    OutcomeUnknown(String),
}

/// What a provider knows about an attempt whose submit was never answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has the work, under this name.
    Yes(String),
    /// It surely never took it.
    No,
    /// It cannot list what it was given.
    CannotTell,
}

/// A verified announcement that a request ended. Only a hint: ask with [`Provider::poll`] what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The vendor's name of the request. The remote id of a run contains it.
    pub request_id: String,
    /// Whether the vendor says that it worked.
    pub succeeded: bool,
    /// The vendor's own word for it.
    pub status: String,
}

/// Why an announcement is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefused {
    /// This provider sends none.
    #[error("this provider sends no webhooks")]
    NotExpected,
    /// A header or the body is missing or wrong.
    #[error("not a webhook: {0}")]
    Malformed(&'static str),
    /// It was signed too long ago, or in the future.
    #[error("signed at another time")]
    Stale,
    /// Nobody we know signed it.
    #[error("the signature fits no key")]
    Forged,
    /// It cannot be checked; the sender will try again.
    #[error("the keys cannot be fetched: {0}")]
    KeysUnavailable(String),
}

/// A provider.
#[derive(Clone)]
pub enum Provider {
    /// What this machine does by itself.
    Local(local::Local),
    /// A vendor that answers a call with the result itself.
    Direct(direct::Direct),
    /// ElevenLabs.
    ElevenLabs(elevenlabs::ElevenLabs),
    /// fal.ai.
    Fal(fal::Fal),
    /// Google Gemini.
    Gemini(gemini::Gemini),
    /// Runway.
    Runway(runway::Runway),
    /// The operator's ComfyUI.
    ComfyUi(comfyui::ComfyUi),
    /// The operator's AUTOMATIC1111 or Forge.
    Automatic1111(automatic1111::Automatic1111),
    /// The operator's workflows in n8n.
    N8n(n8n::N8n),
}

impl Provider {
    /// Hands the work over and answers with the provider's name for it. Submitting the same attempt
    /// again is safe exactly where the model says `deduplicates_submits`.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn submit(&self, submission: Submission) -> Result<String, SubmitError> {
        match self {
            Provider::Local(local) => local.submit(submission),
            Provider::Direct(direct) => Box::pin(direct.submit(submission)).await,
            Provider::ElevenLabs(eleven) => Box::pin(eleven.submit(submission)).await,
            Provider::Gemini(gemini) => Box::pin(gemini.submit(submission)).await,
            Provider::Fal(fal) => Box::pin(fal.submit(submission)).await,
            Provider::Runway(runway) => Box::pin(runway.submit(submission)).await,
            Provider::ComfyUi(comfyui) => Box::pin(comfyui.submit(submission)).await,
            Provider::Automatic1111(webui) => Box::pin(webui.direct().submit(submission)).await,
            Provider::N8n(n8n) => Box::pin(n8n.submit(submission)).await,
        }
    }

    /// Looks for an attempt whose submit was never answered. Never submits anything.
    pub async fn find(&self, attempt_id: &str) -> Found {
        match self {
            Provider::Local(local) => local.find(attempt_id),
            Provider::Direct(direct) => direct.find(attempt_id).await,
            Provider::ElevenLabs(eleven) => eleven.direct().find(attempt_id).await,
            Provider::Gemini(gemini) => gemini.direct().find(attempt_id).await,
            Provider::Fal(_) | Provider::Runway(_) => Found::CannotTell,
            Provider::ComfyUi(comfyui) => Box::pin(comfyui.find(attempt_id)).await,
            Provider::Automatic1111(webui) => Box::pin(webui.find(attempt_id)).await,
            Provider::N8n(n8n) => Box::pin(n8n.find(attempt_id)).await,
        }
    }

    /// The remote id of work that somebody found at the provider, by the name it has there: `submission` is
    /// the attempt it is taken for. `None` when the provider knows no such work. Never submits anything.
    pub async fn adopt(&self, submission: &Submission, name: &str) -> Option<String> {
        match self {
            Provider::Local(local) => match local.find(name) {
                Found::Yes(remote_id) => Some(remote_id),
                _ => None,
            },
            Provider::Direct(direct) => direct.adopt(name).await,
            Provider::ElevenLabs(eleven) => eleven.direct().adopt(name).await,
            Provider::Gemini(gemini) => gemini.direct().adopt(name).await,
            Provider::Fal(fal) => Box::pin(fal.adopt(submission, name)).await,
            Provider::Runway(runway) => Box::pin(runway.adopt(submission, name)).await,
            Provider::ComfyUi(comfyui) => Box::pin(comfyui.adopt(name)).await,
            Provider::Automatic1111(webui) => webui.direct().adopt(name).await,
            Provider::N8n(n8n) => n8n.adopt(submission),
        }
    }

    /// How the work goes. Answers when something changed since `revision`, or after `wait`.
    pub async fn poll(&self, remote_id: &str, revision: u64, wait: Duration) -> Status {
        match self {
            Provider::Local(local) => local.poll(remote_id, revision, wait).await,
            Provider::Direct(direct) => Box::pin(direct.poll(remote_id, wait)).await,
            Provider::ElevenLabs(eleven) => Box::pin(eleven.direct().poll(remote_id, wait)).await,
            Provider::Gemini(gemini) => Box::pin(gemini.poll(remote_id, revision, wait)).await,
            Provider::Fal(fal) => fal.poll(remote_id, revision, wait).await,
            Provider::Runway(runway) => Box::pin(runway.poll(remote_id, revision, wait)).await,
            Provider::ComfyUi(comfyui) => Box::pin(comfyui.poll(remote_id, revision, wait)).await,
            Provider::Automatic1111(webui) => Box::pin(webui.direct().poll(remote_id, wait)).await,
            Provider::N8n(n8n) => Box::pin(n8n.poll(remote_id, revision, wait)).await,
        }
    }

    /// Asks to stop. Work that is unknown or done is left as it is.
    pub async fn cancel(&self, remote_id: &str) {
        match self {
            Provider::Local(local) => local.cancel(remote_id),
            Provider::Direct(direct) => direct.cancel(remote_id),
            Provider::ElevenLabs(eleven) => eleven.direct().cancel(remote_id),
            Provider::Gemini(gemini) => Box::pin(gemini.cancel(remote_id)).await,
            Provider::Fal(fal) => fal.cancel(remote_id).await,
            Provider::Runway(runway) => runway.cancel(remote_id).await,
            Provider::ComfyUi(comfyui) => Box::pin(comfyui.cancel(remote_id)).await,
            Provider::Automatic1111(webui) => Box::pin(webui.cancel(remote_id)).await,
            Provider::N8n(n8n) => Box::pin(n8n.cancel(remote_id)).await,
        }
    }

    /// Says that the outputs are stored here and need not be kept there.
    pub async fn forget(&self, remote_id: &str) {
        match self {
            Provider::Local(local) => local.forget(remote_id),
            Provider::Direct(direct) => direct.forget(remote_id).await,
            Provider::ElevenLabs(eleven) => eleven.direct().forget(remote_id).await,
            Provider::Gemini(gemini) => gemini.direct().forget(remote_id).await,
            Provider::Automatic1111(webui) => webui.direct().forget(remote_id).await,
            Provider::Fal(fal) => fal.forget(remote_id),
            Provider::Runway(runway) => runway.forget(remote_id),
            // Its folders are the operator's.
            Provider::ComfyUi(_) => {}
            Provider::N8n(n8n) => n8n.forget(remote_id),
        }
    }

    /// What would be changed to fit the model (a length, a shape), in sentences. Pure, so that it can be
    /// offered with the quote.
    ///
    /// # Errors
    /// When the model cannot do the work at all.
    pub fn changes(&self, submission: &Submission) -> Result<Vec<String>, Fault> {
        match self {
            Provider::Local(_) | Provider::N8n(_) => Ok(Vec::new()),
            Provider::Direct(direct) => direct.changes(submission),
            Provider::ElevenLabs(eleven) => eleven.direct().changes(submission),
            Provider::Gemini(gemini) => gemini.direct().changes(submission),
            Provider::ComfyUi(comfyui) => comfyui.changes(submission),
            Provider::Automatic1111(webui) => webui.direct().changes(submission),
            Provider::Runway(_) => {
                Ok(runway::models::find(&submission.model_id)?.preview(submission)?.changes)
            }
            Provider::Fal(_) => match fal::models::find(&submission.model_id) {
                Some(model) => Ok(model.preview(submission)?.changes),
                None => Err(Fault {
                    class: FaultClass::Invalid,
                    message: format!("fal has no model called {}.", submission.model_id),
                }),
            },
        }
    }

    /// Verifies and reads an announcement. Reading it twice is harmless.
    ///
    /// # Errors
    /// [`WebhookRefused`]; nothing of a refused announcement may be used.
    pub async fn parse_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<WebhookEvent, WebhookRefused> {
        match self {
            Provider::Local(_)
            | Provider::Direct(_)
            | Provider::ElevenLabs(_)
            | Provider::Gemini(_)
            | Provider::N8n(_)
            | Provider::Runway(_)
            | Provider::Automatic1111(_)
            | Provider::ComfyUi(_) => Err(WebhookRefused::NotExpected),
            Provider::Fal(fal) => fal.parse_webhook(headers, body).await,
        }
    }

    /// Makes whoever polls this request in this process ask again now. Unknown requests are ignored.
    pub fn nudge(&self, request_id: &str) {
        match self {
            Provider::Local(_)
            | Provider::Direct(_)
            | Provider::ElevenLabs(_)
            | Provider::Gemini(_)
            | Provider::Runway(_)
            | Provider::Automatic1111(_)
            | Provider::ComfyUi(_) => {}
            Provider::Fal(fal) => fal.nudge(request_id),
            Provider::N8n(n8n) => n8n.nudge(request_id),
        }
    }

    /// Whether work that was cancelled or took too long may still deliver. What this machine was told to
    /// stop has stopped.
    #[must_use]
    pub fn may_deliver_late(&self) -> bool {
        !matches!(self, Provider::Local(_))
    }

    /// The remote id that an attempt has while its submit is not answered yet, where the submit is the work itself:
    /// [`Provider::cancel`] with it drops the call. `None` elsewhere.
    #[must_use]
    pub fn name_of(&self, attempt_id: &str) -> Option<String> {
        match self {
            Provider::Direct(direct) => Some(direct.name_of(attempt_id)),
            Provider::ElevenLabs(eleven) => Some(eleven.direct().name_of(attempt_id)),
            Provider::Gemini(gemini) => Some(gemini.direct().name_of(attempt_id)),
            Provider::Automatic1111(webui) => Some(webui.direct().name_of(attempt_id)),
            Provider::Local(_)
            | Provider::Fal(_)
            | Provider::N8n(_)
            | Provider::Runway(_)
            | Provider::ComfyUi(_) => None,
        }
    }

    /// How far an attempt is whose submit is not answered yet, where the submit is the work itself and somebody can
    /// tell. Never waits long.
    pub async fn glance(&self, attempt_id: &str) -> Option<Progress> {
        match self {
            Provider::Automatic1111(webui) => Box::pin(webui.glance(attempt_id)).await,
            _ => None,
        }
    }

    /// Whether what this provider holds is the only copy of a result, so that it may only be forgotten once the
    /// result is stored.
    #[must_use]
    pub fn holds_the_only_copy(&self) -> bool {
        matches!(
            self,
            Provider::Direct(_) | Provider::ElevenLabs(_) | Provider::Gemini(_) | Provider::Automatic1111(_)
        )
    }

    /// The provider's keys with their load and their breakers. Empty where there are none.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyView> {
        match self {
            Provider::Local(_) | Provider::ComfyUi(_) | Provider::Automatic1111(_) => Vec::new(),
            Provider::Direct(direct) => direct.keys(),
            Provider::ElevenLabs(eleven) => eleven.direct().keys(),
            Provider::Gemini(gemini) => gemini.direct().keys(),
            Provider::Fal(fal) => fal.keys(),
            Provider::Runway(runway) => runway.keys(),
            Provider::N8n(n8n) => n8n.keys(),
        }
    }
}

/// The providers of this installation, by the name the catalog uses.
#[derive(Clone, Default)]
pub struct Providers {
    list: Vec<(String, Provider)>,
}

impl Providers {
    /// Adds a provider under the name the catalog uses.
    #[must_use]
    pub fn with(mut self, name: &str, provider: Provider) -> Providers {
        self.list.push((name.to_owned(), provider));
        self
    }

    /// Every provider that is switched on, with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Provider)> {
        self.list.iter().map(|(name, provider)| (name.as_str(), provider))
    }

    /// The provider of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, provider)| provider)
    }
}
