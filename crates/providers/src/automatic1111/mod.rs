//! AUTOMATIC1111's web UI, and Forge, which speaks as it does: Stable Diffusion on a machine of the operator's.
//!
//! ```text
//! submit ─▶ POST /sdapi/v1/{txt2img │ img2img │ extra-single-image} ─▶ minutes later the pictures, as base64 in JSON
//! glance ─▶ GET  /sdapi/v1/progress ─▶ how far it is, where it is ours that runs
//! cancel ─▶ the call is dropped, and POST /sdapi/v1/interrupt where it is ours that runs
//! find   ─▶ kept? │ does it run? ─▶ else surely not there: it is made again, and nobody is paid
//! ```
//!
//! It is started with `--api`, and answers a call with the result itself ([`crate::direct`]). Each call names its task
//! (`force_task_id`), which newer builds tell back as `current_task`; older ones ignore it, and what runs there is taken
//! for ours. It keeps nothing: a call whose answer was lost has to be made again.
//!
//! Source: the project's API (`modules/api`, OpenAPI at `/docs`); stable-diffusion-api 0.0.7 (npm), read 2026-11-23.
//!
//! Files: `models.rs` what there is, `inputs.rs` ours → theirs, `map.rs` theirs → ours.

#[cfg(test)]
mod any_bytes;
mod inputs;
mod map;
pub mod models;

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::time::Millis;
use reqwest::{Method, RequestBuilder, header};

use crate::{
    Checked, Fault, FaultClass, Found, KeyCheck, Progress, Submission,
    direct::{
        Direct,
        spool::Held,
        vendor::{Made, Request, Vendor, fault},
    },
    http::{Answer, Client, Secret},
};

/// Bytes of an answer to a question that are read: progress may show a picture although it is asked not to.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long a question may take, so that a machine that is busy holds nobody up.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(5);
/// What it is called.
const NAME: &str = "AUTOMATIC1111";

/// How to reach it.
#[derive(Clone)]
pub struct Settings {
    /// Where, and where answers are kept. Its one key is `user:password` as `--api-auth` has it, or empty.
    pub direct: crate::direct::Settings,
    /// How pictures are made.
    pub making: Making,
}

/// How pictures are made, where the request does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Making {
    /// The checkpoint, as `sd-models` names it; empty for the one that is loaded.
    pub checkpoint: String,
    /// Steps of sampling.
    pub steps: u32,
    /// The sampler; empty for its own.
    pub sampler: String,
    /// The upscaler, as `upscalers` names it.
    pub upscaler: String,
}

/// AUTOMATIC1111 as a provider. Clones share connections and the spool.
#[derive(Clone, Debug)]
pub struct Automatic1111 {
    direct: Direct,
    checkpoint: String,
}

impl Automatic1111 {
    /// An adapter. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence when answers cannot be kept.
    pub fn start(settings: Settings, client: Client) -> Result<Automatic1111, String> {
        let Settings { direct, making } = settings;
        let checkpoint = making.checkpoint.clone();
        Ok(Automatic1111 { direct: Direct::new(WebUi { making }, direct, client)?, checkpoint })
    }

    /// What answers and is kept as every vendor of this kind does it.
    pub(crate) fn direct(&self) -> &Direct {
        &self.direct
    }

    /// How far an attempt is whose call is under way; nothing where that cannot be told.
    pub(crate) async fn glance(&self, attempt_id: &str) -> Option<Progress> {
        let running = self.running().await?;
        running.is(&self.direct.name_of(attempt_id)).then_some(running.progress)
    }

    /// Drops the call, and stops the work where it is ours that runs.
    pub(crate) async fn cancel(&self, remote_id: &str) {
        let running = self.running().await;
        self.direct.cancel(remote_id);
        if running.is_some_and(|running| running.is(&self.direct.name_of(remote_id)))
            && let Some(call) = self.question(Method::POST, "sdapi/v1/interrupt")
            && let Err(error) = self.direct.client().call(call, ANSWER_BYTES_MAX).await
        {
            tracing::warn!(%error, "AUTOMATIC1111 could not be asked to stop");
        }
    }

    /// Looks for an attempt whose call was never answered. What neither is kept nor runs is not there.
    pub(crate) async fn find(&self, attempt_id: &str) -> Found {
        match self.direct.find(attempt_id).await {
            Found::CannotTell => match self.running().await {
                // It may wait in its line behind something else; asked again, it runs or is gone.
                Some(running) if !running.is_idle => Found::CannotTell,
                Some(_) if self.direct.give_up(attempt_id).await => Found::No,
                _ => Found::CannotTell,
            },
            known => known,
        }
    }

    async fn running(&self) -> Option<map::Running> {
        let call = self.question(Method::GET, "sdapi/v1/progress?skip_current_image=true")?;
        let answer = self.direct.client().call(call, ANSWER_BYTES_MAX).await.ok()?;
        answer.status.is_success().then(|| map::running(&answer.body)).flatten()
    }

    fn question(&self, method: Method, path: &str) -> Option<RequestBuilder> {
        let key = self.direct.ring().fingerprints().into_iter().next()?;
        let call = self.direct.follow_up(method, path, &key)?.timeout(QUESTION_TIMEOUT);
        Some(call.header(header::CONTENT_TYPE, "application/json"))
    }

    /// Asks for its checkpoints, which makes nothing.
    pub(crate) async fn check(&self) -> KeyCheck {
        let Some(call) = self.question(Method::GET, "sdapi/v1/sd-models") else {
            return KeyCheck::new("", Checked::Fails(fault(NAME, FaultClass::Unauthorised)));
        };
        let unreachable = || Checked::Fails(fault(NAME, FaultClass::Unavailable));
        let outcome = match self.direct.client().call(call, ANSWER_BYTES_MAX).await {
            Err(_) => unreachable(),
            Ok(answer) => match answer.status.as_u16() {
                200..=299 => match map::checkpoints(&answer.body) {
                    Some(known) => has(&self.checkpoint, &known),
                    None => unreachable(),
                },
                401 | 403 => Checked::Fails(fault(NAME, FaultClass::Unauthorised)),
                404 => Checked::Fails(Fault {
                    class: FaultClass::Unavailable,
                    message: "AUTOMATIC1111 answers, but was not started with --api.".into(),
                }),
                _ => unreachable(),
            },
        };
        KeyCheck::new("", outcome)
    }
}

/// Whether the wanted checkpoint is among those there are.
fn has(wanted: &str, known: &[String]) -> Checked {
    let is_there = wanted.is_empty() || known.iter().any(|name| name == wanted);
    match is_there {
        true => Checked::Works(format!("AUTOMATIC1111 has {} checkpoints", known.len())),
        false => Checked::Fails(Fault {
            class: FaultClass::Invalid,
            message: format!("AUTOMATIC1111 has no checkpoint called {wanted}."),
        }),
    }
}

struct WebUi {
    making: Making,
}

impl Vendor for WebUi {
    fn name(&self) -> &'static str {
        NAME
    }

    fn id(&self) -> &'static str {
        "automatic1111"
    }

    fn request(&self, submission: &Submission) -> Result<Request, Fault> {
        inputs::request(&self.making, models::for_work(submission)?, submission)
    }

    fn authorise(&self, call: RequestBuilder, key: &Secret) -> Result<RequestBuilder, &'static str> {
        if key.is_empty() {
            return Ok(call);
        }
        let encoded = Secret::new(&BASE64_STANDARD.encode(key.reveal()));
        Ok(call.header(header::AUTHORIZATION, encoded.header("Basic")?))
    }

    fn class(&self, answer: &Answer, _: Millis) -> FaultClass {
        map::class(answer.status.as_u16())
    }

    fn field_at_fault(&self, answer: &Answer) -> String {
        map::field_at_fault(&answer.body)
    }

    fn made(&self, held: &Held) -> Result<Made, Fault> {
        map::made(held)
    }
}
