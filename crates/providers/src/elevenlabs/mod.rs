//! ElevenLabs: speech, with captions from the time of each character.
//!
//! ```text
//! submit ─▶ voice's name ─▶ its id (GET /v2/voices, hourly) ─▶ POST text-to-speech/{id}/with-timestamps ─▶ kept
//! poll   ─▶ an MP3 of 44.1 kHz; captions (cues) in its provenance
//! ```
//!
//! The vendor answers with the sound itself ([`crate::direct`]). Source: @elevenlabs/elevenlabs-js 2.73.0 (npm), read
//! 2026-11-23.
//!
//! Files: `models.rs` what there is, `voices.rs` who speaks, `map.rs` theirs → ours, `captions.rs` when what is said.

#[cfg(test)]
mod any_bytes;
mod captions;
mod map;
pub mod models;
mod voices;

use std::{fmt, sync::Arc};

use domain::time::Millis;
use reqwest::{RequestBuilder, Url};
use serde_json::json;
pub use voices::Voice;

use crate::{
    Fault, FaultClass, Submission, SubmitError, Work,
    body::{Body, Slots},
    direct::{
        Direct, Settings,
        spool::Held,
        strain::Fields,
        vendor::{Made, Request, Takes, Vendor, invalid},
    },
    http::{Answer, Client, Secret},
};

/// The voice that is taken when nobody names one: "George", the one of the vendor's own examples.
const USUAL_VOICE: &str = "JBFqnCBsd6RMkjVDRZzb";
/// What comes back.
const OUTPUT_FORMAT: &str = "mp3_44100_128";
/// Slowest and fastest speech (`voice_settings.speed`).
const SPEEDS: (f64, f64) = (0.7, 1.2);
/// Where the sound is in an answer.
const FILES: Fields = Fields { files: &["audio_base64"], dropped: &[] };

/// Where ElevenLabs is.
///
/// # Panics
/// Never: a constant address is one.
#[must_use]
pub fn base_url() -> Url {
    Url::parse("https://api.elevenlabs.io").expect("a constant address is one")
}

/// ElevenLabs as a provider. Clones share everything.
#[derive(Clone)]
pub struct ElevenLabs {
    direct: Direct,
    voices: Arc<tokio::sync::Mutex<voices::Listed>>,
}

impl fmt::Debug for ElevenLabs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.direct.fmt(out)
    }
}

impl ElevenLabs {
    /// An adapter. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence when answers cannot be kept.
    pub fn start(settings: Settings, client: Client) -> Result<ElevenLabs, String> {
        Ok(ElevenLabs { direct: Direct::new(Wire, settings, client)?, voices: Arc::default() })
    }

    pub(crate) fn direct(&self) -> &Direct {
        &self.direct
    }

    pub(crate) async fn submit(&self, mut submission: Submission) -> Result<String, SubmitError> {
        // Looking a voice up costs nothing and starts nothing: whatever fails here, no work was taken.
        if let Work::Speech(speech) = &mut submission.work
            && let Some(named) = &speech.voice
        {
            speech.voice = Some(self.voice_id(named).await.map_err(SubmitError::NotTaken)?);
        }
        self.direct.submit(submission).await
    }
}

/// ElevenLabs' side of a direct call.
struct Wire;

impl Vendor for Wire {
    fn name(&self) -> &'static str {
        "ElevenLabs"
    }

    fn id(&self) -> &'static str {
        "elevenlabs"
    }

    fn request(&self, submission: &Submission) -> Result<Request, Fault> {
        let model = models::for_work(submission)?;
        let Work::Speech(speech) = &submission.work else { return Err(invalid("This model reads aloud.")) };
        if speech.text.chars().count() > model.characters_max {
            return Err(invalid(format!(
                "{} reads up to {} characters at once.",
                model.name, model.characters_max
            )));
        }
        let mut changes = Vec::new();
        let mut body = json!({ "text": speech.text, "model_id": model.vendor_name });
        if let Some(language) = speech.language.as_deref().filter(|_| model.takes_language) {
            body["language_code"] = language.into();
        }
        let speed = speech.speed.clamp(SPEEDS.0, SPEEDS.1);
        if speech.speed != 1.0 {
            body["voice_settings"] = json!({ "speed": speed });
        }
        if speed != speech.speed {
            changes
                .push(format!("The speed {} became {speed}, the nearest this model offers.", speech.speed));
        }
        // A name that is no id yet stands in a preview only: it is looked up before anything is sent.
        let voice = speech.voice.as_deref().filter(|voice| voices::is_id(voice)).unwrap_or(USUAL_VOICE);
        Ok(Request {
            path: format!("v1/text-to-speech/{voice}/with-timestamps?output_format={OUTPUT_FORMAT}"),
            accept: "application/json",
            body: Body::Json(body, Slots::new(submission)),
            takes: Takes::Json(FILES),
            changes,
        })
    }

    fn authorise(&self, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str> {
        Ok(call.header("xi-api-key", key.bare_header()?))
    }

    fn class(&self, answer: &Answer, now: Millis) -> FaultClass {
        map::class(answer, now)
    }

    fn field_at_fault(&self, answer: &Answer) -> String {
        map::field_at_fault(&answer.body)
    }

    fn made(&self, held: &Held) -> Result<Made, Fault> {
        map::made(held)
    }
}
