//! A key that cannot be logged by accident.

use std::fmt;

use reqwest::header::HeaderValue;
use sha2::{Digest, Sha256};

/// A vendor's key. Prints as dots; only [`Secret::header`], [`Secret::bare_header`] and [`Secret::reveal`] give it
/// out.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        Ok(Secret::new(&String::deserialize(deserializer)?))
    }
}

impl Secret {
    /// Keeps a key; spaces and line ends around it, as copying leaves them, are dropped.
    #[must_use]
    pub fn new(key: &str) -> Secret {
        Secret(key.trim().to_owned())
    }

    /// `<scheme> <key>` for an Authorization header, marked so that HTTP libraries do not log it.
    ///
    /// # Errors
    /// A sentence when the key holds characters that cannot stand in a header.
    pub fn header(&self, scheme: &str) -> Result<HeaderValue, &'static str> {
        sensitive(&format!("{scheme} {}", self.0))
    }

    /// The key alone, for a header of the vendor's own, marked likewise.
    ///
    /// # Errors
    /// As [`Secret::header`].
    pub fn bare_header(&self) -> Result<HeaderValue, &'static str> {
        sensitive(&self.0)
    }

    /// Whether there is no key at all, for servers that ask for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key itself, for a body that has to carry it. Never for a log.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Names the key without telling it: the first 12 hex digits of its SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The last four characters, for a person to recognise it; nothing of a key too short to spare them.
    #[must_use]
    pub fn last_four(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        if characters.len() < 12 {
            String::new()
        } else {
            characters[characters.len() - 4..].iter().collect()
        }
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, &'static str> {
    let mut value = HeaderValue::from_str(text).map_err(|_| "the key holds characters that no key has")?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_as_dots_and_is_named_by_its_hash() {
        let key = Secret::new(" key-id:very-secret-part\n");
        assert_eq!(format!("{key:?}"), "••••");
        assert_eq!(format!("{:?}", key.header("Key").unwrap()), "Sensitive");
        assert_eq!(key.header("Key").unwrap().to_str().unwrap(), "Key key-id:very-secret-part");
        assert_eq!(key.fingerprint(), Secret::new("key-id:very-secret-part").fingerprint());
        assert_ne!(key.fingerprint(), Secret::new("key-id:other").fingerprint());
        assert_eq!((key.last_four().as_str(), Secret::new("short").last_four().as_str()), ("part", ""));
        assert!(Secret::new("a\nb").header("Key").is_err());
    }
}
