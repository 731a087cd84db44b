//! Whether keys work: fal is asked for a place to put a file, and nothing is put there.

use super::Fal;
use crate::{Checked, InputFile, KeyCheck};

impl Fal {
    /// Asks once with every key.
    pub(crate) async fn check(&self) -> Vec<KeyCheck> {
        let mut checks = Vec::new();
        for view in self.keys() {
            let Some(secret) = self.shared.keys.get(&view.fingerprint) else { continue };
            let outcome = match self.place(&secret, &nothing()).await {
                Ok(_) => Checked::Works("fal's storage took it".into()),
                Err(fault) => Checked::Fails(fault),
            };
            let key =
                if view.last_four.is_empty() { view.fingerprint } else { format!("…{}", view.last_four) };
            checks.push(KeyCheck::new(key, outcome));
        }
        checks
    }
}

fn nothing() -> InputFile {
    InputFile { media_type: "image/png".into(), filename: "check.png".into(), bytes: bytes::Bytes::new() }
}
