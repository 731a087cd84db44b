//! Whether a key works: the cheapest call that a vendor has. It makes nothing and costs nothing.

use crate::{Fault, Provider};

/// What asking a vendor with one of its keys came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// The key's last four characters or its fingerprint; empty for what needs none.
    pub key: String,
    /// What came of it.
    pub outcome: Checked,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It works; what was asked, in words.
    Works(String),
    /// It does not.
    Fails(Fault),
    /// There is no call that costs nothing; why.
    NotAsked(String),
}

impl KeyCheck {
    /// The check of a key with these last characters.
    #[must_use]
    pub fn new(key: impl Into<String>, outcome: Checked) -> KeyCheck {
        KeyCheck { key: key.into(), outcome }
    }
}

impl Provider {
    /// Asks the vendor once with every key, whatever its breaker says. Takes as long as the slowest answers,
    /// one after the other.
    pub async fn check(&self) -> Vec<KeyCheck> {
        match self {
            Provider::Local(_) => vec![KeyCheck::new("", Checked::Works("it is this machine".into()))],
            Provider::Fal(fal) => fal.check().await,
            Provider::Direct(direct) => direct.check("models", "models").await,
            Provider::ElevenLabs(eleven) => eleven.direct().check("v2/voices?page_size=1", "voices").await,
            Provider::Gemini(gemini) => gemini.direct().check("v1beta/models?pageSize=1", "models").await,
            Provider::Runway(runway) => runway.check().await,
            Provider::ComfyUi(comfyui) => vec![comfyui.check().await],
            Provider::N8n(n8n) => vec![n8n.check().await],
        }
    }
}
