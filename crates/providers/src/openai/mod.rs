//! OpenAI's pictures and speech, and every server that speaks as OpenAI does.
//!
//! | work | endpoint | answer |
//! |---|---|---|
//! | a picture from words | `images/generations`, JSON | base64 in JSON, or a link |
//! | a picture changed, several made one | `images/edits`, a form | the same |
//! | speech | `audio/speech`, JSON | the file |
//!
//! All of them answer with the result ([`crate::direct`]). The base address ends in `/v1`; with another one, a
//! self-hosted gateway is used, whose models the settings name. Source: openai 6.49.0 (npm), read 2026-11-22.
//!
//! Files: `models.rs` what there is, `inputs.rs` ours → theirs, `map.rs` theirs → ours.

#[cfg(test)]
mod any_bytes;
mod inputs;
mod map;
pub mod models;

use domain::time::Millis;
use reqwest::{RequestBuilder, Url, header};

use crate::{
    Fault, FaultClass, Submission,
    direct::{
        Direct,
        spool::Held,
        vendor::{Made, Request, Vendor},
    },
    http::{Answer, Client, Secret},
    language::{Wire, fault},
};

/// How to reach OpenAI or a server of one's own.
#[derive(Clone)]
pub struct Settings {
    /// Where, with which keys, and where answers are kept.
    pub direct: crate::direct::Settings,
    /// What one's own server calls its picture model; empty where there is none.
    pub own_pictures: String,
    /// What it calls its speech model.
    pub own_speech: String,
}

/// Where OpenAI is.
///
/// # Panics
/// Never: a constant address is one.
#[must_use]
pub fn base_url() -> Url {
    Url::parse(Wire::OpenAi.base_url()).expect("a constant address is one")
}

/// An adapter. Nothing is sent yet.
///
/// # Errors
/// A sentence when answers cannot be kept.
pub fn start(settings: Settings, client: Client) -> Result<Direct, String> {
    let Settings { direct, own_pictures, own_speech } = settings;
    Direct::new(OpenAi { own_pictures, own_speech }, direct, client)
}

struct OpenAi {
    own_pictures: String,
    own_speech: String,
}

impl Vendor for OpenAi {
    fn name(&self) -> &'static str {
        "OpenAI"
    }

    fn id(&self) -> &'static str {
        "openai"
    }

    fn request(&self, submission: &Submission) -> Result<Request, Fault> {
        let model = models::for_work(submission)?;
        let own = match model.shape {
            models::Shape::Pictures { .. } => &self.own_pictures,
            models::Shape::Speech { .. } => &self.own_speech,
        };
        inputs::request(model, own, submission)
    }

    fn authorise(&self, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str> {
        if key.is_empty() {
            return Ok(call);
        }
        Ok(call.header(header::AUTHORIZATION, key.header("Bearer")?))
    }

    fn class(&self, answer: &Answer, now: Millis) -> FaultClass {
        fault::class(Wire::OpenAi, answer, now)
    }

    fn field_at_fault(&self, answer: &Answer) -> String {
        map::field_at_fault(&answer.body)
    }

    fn made(&self, held: &Held) -> Result<Made, Fault> {
        map::made(held)
    }
}
