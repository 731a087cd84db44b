//! Keys that come and go while the product runs, for every provider that is reached with one.

use domain::time::Millis;

use crate::{KeyRing, KeyView, Provider, Providers, StoredKey};

impl Provider {
    /// Where keys can be added; `None` for what needs none or has exactly the one of the settings.
    pub(crate) fn ring(&self) -> Option<&KeyRing> {
        match self {
            Provider::Local(_) | Provider::N8n(_) | Provider::ComfyUi(_) | Provider::Automatic1111(_) => None,
            Provider::Fal(fal) => Some(fal.ring()),
            Provider::Direct(direct) => Some(direct.ring()),
            Provider::ElevenLabs(eleven) => Some(eleven.direct().ring()),
            Provider::Runway(runway) => Some(runway.ring()),
            Provider::Gemini(gemini) => Some(gemini.direct().ring()),
        }
    }

    /// Whether keys can be added to it while the product runs.
    #[must_use]
    pub fn takes_keys(&self) -> bool {
        self.ring().is_some()
    }

    /// Makes these the keys that were added while the product ran ([`KeyRing::set_stored`]).
    pub fn set_stored_keys(&self, keys: Vec<StoredKey>) {
        if let Some(ring) = self.ring() {
            ring.set_stored(keys);
        }
    }

    /// Whether this owner's work can be handed to it: it needs no key, or there is one of theirs that is switched on.
    /// `None` is the operator. Says nothing about breakers.
    #[must_use]
    pub fn has_key_of(&self, owner: Option<&str>) -> bool {
        self.ring().map_or(owner.is_none(), |ring| ring.count_of(owner) > 0)
    }

    /// This owner's keys with their load and their breakers.
    #[must_use]
    pub fn keys_of(&self, owner: &str, now: Millis) -> Vec<KeyView> {
        self.ring().map(|ring| ring.view_of(Some(owner), now)).unwrap_or_default()
    }
}

impl Providers {
    /// The provider of this name, if the operator's work can be handed to it now: it needs no key, or has one that
    /// is switched on. What it was handed before is followed with [`Providers::get`].
    #[must_use]
    pub fn ready(&self, name: &str) -> Option<&Provider> {
        self.get(name).filter(|provider| provider.has_key_of(None))
    }
}
