//! Whether a key works: fal is asked for a place to put a file, and nothing is put there.

use super::Fal;
use crate::{Checked, InputFile, http::Secret};

impl Fal {
    /// Asks once with this key, whether it is one of the ring's or not.
    pub(crate) async fn check_key(&self, key: &Secret) -> Checked {
        match self.place(key, &nothing()).await {
            Ok(_) => Checked::Works("fal's storage took it".into()),
            Err(fault) => Checked::Fails(fault),
        }
    }
}

fn nothing() -> InputFile {
    InputFile::new("image/png", "check.png", Vec::new())
}
