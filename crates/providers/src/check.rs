//! Whether a key works: the cheapest call that a vendor has. It makes nothing and costs nothing.

use crate::{Fault, Provider, http::Secret};

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
            Provider::ComfyUi(comfyui) => vec![comfyui.check().await],
            Provider::Automatic1111(webui) => vec![webui.check().await],
            Provider::N8n(n8n) => vec![n8n.check().await],
            Provider::Fal(_)
            | Provider::Direct(_)
            | Provider::ElevenLabs(_)
            | Provider::Gemini(_)
            | Provider::Runway(_) => self.check_ring().await,
        }
    }

    async fn check_ring(&self) -> Vec<KeyCheck> {
        let mut checks = Vec::new();
        for view in self.keys() {
            let Some(secret) = self.ring().and_then(|ring| ring.get(&view.fingerprint)) else { continue };
            let key =
                if view.last_four.is_empty() { view.fingerprint } else { format!("…{}", view.last_four) };
            checks.push(KeyCheck::new(key, self.check_key(&secret).await));
        }
        checks
    }

    /// Asks the vendor once with this key, which need not be one of the provider's yet. Keeps nothing of it.
    pub async fn check_key(&self, key: &Secret) -> Checked {
        match self {
            Provider::Local(_) | Provider::N8n(_) | Provider::ComfyUi(_) | Provider::Automatic1111(_) => {
                Checked::NotAsked("It is reached without a key of a vendor.".into())
            }
            Provider::Fal(fal) => fal.check_key(key).await,
            Provider::Direct(direct) => direct.check_key(key, "models", "models").await,
            Provider::ElevenLabs(eleven) => {
                eleven.direct().check_key(key, "v2/voices?page_size=1", "voices").await
            }
            Provider::Gemini(gemini) => {
                gemini.direct().check_key(key, "v1beta/models?pageSize=1", "models").await
            }
            Provider::Runway(runway) => runway.check_key(key).await,
        }
    }
}
