//! Whether a key works: the cheapest call that a vendor has. It makes nothing and costs nothing.

use crate::{Fault, Provider, http::Secret};

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

impl Provider {
    /// Asks the vendor once with this key, which need not be one of the provider's yet. Keeps nothing of it.
    pub async fn check_key(&self, key: &Secret) -> Checked {
        match self {
            Provider::Local(_) | Provider::N8n(_) => Checked::NotAsked("It is reached without a key.".into()),
            Provider::Fal(fal) => fal.check_key(key).await,
            Provider::Direct(direct) => direct.check_key(key).await,
            Provider::ElevenLabs(eleven) => eleven.direct().check_key(key).await,
            Provider::Gemini(gemini) => gemini.direct().check_key(key).await,
        }
    }
}
