//! The master keys: what provider keys are sealed under.
//!
//! Either the settings name one (`keys.master_key`), or the product makes one when the first key is saved, in
//! the file `master.key` of the data directory, which only its owner may read. The first key of the list seals;
//! the others only open, so that the master key can be changed while everything stays readable.
//!
//! The file is read anew each time: a rotation from the command line holds for the running server at once.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use providers::http::Secret;
use sha2::{Digest, Sha256};

use crate::{config, platform::hex};

/// Bytes of a master key: AES-256.
pub const MASTER_KEY_BYTES: usize = 32;
const FILE: &str = "master.key";
/// The longest file that is read as master keys.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A master key. Prints as its name.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    bytes: [u8; MASTER_KEY_BYTES],
    id: String,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "MasterKey({})", self.id)
    }
}

impl MasterKey {
    /// A key of these bytes. Its name is the start of a hash that is used for nothing else.
    #[must_use]
    pub fn new(bytes: [u8; MASTER_KEY_BYTES]) -> MasterKey {
        let named = Sha256::new().chain_update(b"marty-master-key\0").chain_update(bytes).finalize();
        MasterKey { bytes, id: hex(&named[..6]) }
    }

    /// Reads 64 hexadecimal digits.
    ///
    /// # Errors
    /// A sentence that tells nothing of the text.
    pub fn parse(text: &str) -> Result<MasterKey, String> {
        let wrong = || "a master key is 64 hexadecimal digits (openssl rand -hex 32)".to_owned();
        let digits = text.trim().as_bytes();
        if digits.len() != 2 * MASTER_KEY_BYTES {
            return Err(wrong());
        }
        let mut bytes = [0; MASTER_KEY_BYTES];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit =
                |at: usize| char::from(pair[at]).to_digit(16).and_then(|value| u8::try_from(value).ok());
            *byte = digit(0).zip(digit(1)).map(|(high, low)| high << 4 | low).ok_or_else(wrong)?;
        }
        Ok(MasterKey::new(bytes))
    }

    /// Its name, as it stands beside what was sealed under it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key itself, for the cipher alone.
    pub(super) fn bytes(&self) -> &[u8; MASTER_KEY_BYTES] {
        &self.bytes
    }
}

/// The master keys of an installation: the first seals, all open. Empty where none was made yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MasterKeys(Vec<MasterKey>);

impl MasterKeys {
    /// The key that seals; none where none was made yet.
    #[must_use]
    pub fn current(&self) -> Option<&MasterKey> {
        self.0.first()
    }

    /// The key of this name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.id == id)
    }

    /// All, the current one first.
    pub fn iter(&self) -> impl Iterator<Item = &MasterKey> {
        self.0.iter()
    }

    /// Only the first so many.
    #[must_use]
    pub fn newest(&self, count: usize) -> MasterKeys {
        MasterKeys(self.0.iter().take(count).cloned().collect())
    }

    /// The names of all, for a sentence.
    #[must_use]
    pub fn names(&self) -> String {
        self.0.iter().map(MasterKey::id).collect::<Vec<_>>().join(", ")
    }

    /// Master keys of these, the first of which seals.
    #[must_use]
    pub fn of(keys: Vec<MasterKey>) -> MasterKeys {
        MasterKeys(keys)
    }
}

/// Where the master keys come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The settings.
    Settings(MasterKeys),
    /// The file in the data directory.
    File(PathBuf),
}

impl Source {
    /// What the settings say, else the file in the data directory, whether it exists or not.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn of(settings: &config::Keys, data_dir: &Path) -> Result<Source, String> {
        let parse = |secret: &Secret, name: &str| {
            MasterKey::parse(secret.reveal()).map_err(|error| format!("{name}: {error}"))
        };
        let earlier = settings.earlier_master_keys.iter();
        if settings.master_key.is_empty() {
            return match earlier.count() {
                0 => Ok(Source::File(data_dir.join(FILE))),
                _ => {
                    Err("keys.earlier_master_keys: set keys.master_key, which takes their place, too".into())
                }
            };
        }
        let mut keys = vec![parse(&settings.master_key, "keys.master_key")?];
        for one in earlier {
            keys.push(parse(one, "keys.earlier_master_keys")?);
        }
        Ok(Source::Settings(MasterKeys(keys)))
    }

    /// The master keys as they are now.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read(&self) -> Result<MasterKeys, String> {
        match self {
            Source::Settings(keys) => Ok(keys.clone()),
            Source::File(path) => read_file(path),
        }
    }

    /// The master keys, and whether one had to be made of `fresh`, because there was none yet.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read_or_make(&self, fresh: [u8; MASTER_KEY_BYTES]) -> Result<(MasterKeys, bool), String> {
        let known = self.read()?;
        let Source::File(path) = self else { return Ok((known, false)) };
        if known.current().is_some() {
            return Ok((known, false));
        }
        let made = MasterKeys(vec![MasterKey::new(fresh)]);
        let failed = |error: std::io::Error| format!("{} cannot be made: {error}", path.display());
        let beside = write_beside(path, &made).map_err(failed)?;
        // Somebody else may have made one meanwhile: theirs stays.
        let linked = std::fs::hard_link(&beside, path);
        std::fs::remove_file(&beside).map_err(failed)?;
        match linked {
            Ok(()) => sync_folder(path).map_err(failed).map(|()| (made, true)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.read().map(|keys| (keys, false)),
            Err(error) => Err(failed(error)),
        }
    }
}

/// Writes these into the file, whole or not at all.
///
/// # Errors
/// A sentence that names the file.
pub fn replace_file(path: &Path, keys: &MasterKeys) -> Result<(), String> {
    let written = write_beside(path, keys).and_then(|beside| std::fs::rename(beside, path));
    written
        .and_then(|()| sync_folder(path))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn read_file(path: &Path) -> Result<MasterKeys, String> {
    let failed = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let known = match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(MasterKeys::default()),
        known => known.map_err(failed)?,
    };
    if known.len() > FILE_BYTES_MAX {
        return Err(format!("{} is too large to be a file of master keys", path.display()));
    }
    if known.permissions().mode() & 0o077 != 0 {
        return Err(format!(
            "{} can be read by others than its owner. Make it private (chmod 600), and change the master key \
             (marty admin keys rotate) if somebody may have read it",
            path.display()
        ));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Result<Vec<MasterKey>, String> = lines.map(MasterKey::parse).collect();
    let keys = keys.map_err(|error| format!("{}: {error}", path.display()))?;
    if keys.is_empty() {
        return Err(format!("{} holds no master key", path.display()));
    }
    Ok(MasterKeys(keys))
}

/// Writes a file beside `path` that only its owner may read, and forces it to disk.
fn write_beside(path: &Path, keys: &MasterKeys) -> std::io::Result<PathBuf> {
    let beside = path.with_extension(format!("key.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    writeln!(
        file,
        "# Master keys of Marty Martin: the first encrypts provider keys, the others are read still."
    )?;
    writeln!(
        file,
        "# Without this file the provider keys in the database are lost: keep a copy of it elsewhere."
    )?;
    for key in &keys.0 {
        writeln!(file, "{}", hex(&key.bytes))?;
    }
    file.sync_all()?;
    Ok(beside)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_made_once_private_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::File(folder.path().join(FILE));
        assert_eq!(source.read().unwrap(), MasterKeys::default());
        let (made, new) = source.read_or_make([7; 32]).unwrap();
        assert!(new);
        let (again, new) = source.read_or_make([8; 32]).unwrap();
        assert!(!new);
        assert_eq!((&made, source.read().unwrap()), (&again, again.clone()));
        let mode = std::fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_file_that_others_may_read_or_that_holds_nonsense_is_refused_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let source = Source::File(path.clone());
        for (text, mode, said) in [
            ("00".repeat(32), 0o644, "others"),
            ("00".repeat(31), 0o600, "64 hexadecimal digits"),
            ("zz".repeat(32), 0o600, "64 hexadecimal digits"),
            (String::new(), 0o600, "no master key"),
            ("0".repeat(70_000), 0o600, "too large"),
        ] {
            std::fs::write(&path, &text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let error = source.read_or_make([1; 32]).unwrap_err();
            assert!(error.contains(said) && error.contains(FILE), "{error}");
            assert!(!error.contains("0000") && !error.contains("zzzz"), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "nothing is overwritten");
        }
    }

    #[test]
    fn a_key_prints_as_its_name() {
        let key = MasterKey::parse(&"ab".repeat(32)).unwrap();
        assert!(!format!("{key:?} {:?}", MasterKeys::of(vec![key.clone()])).contains("abab"));
        assert_ne!(key.id(), MasterKey::new([0; 32]).id());
    }
}
