//! Where packs lie, and in which state.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{Pack, PackFile, WeightsError};

/// The folder of an installation's packs. Nothing is written by looking.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// How a pack stands, by the names and sizes of its files alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Every file has its size.
    There,
    /// None or not all of its files are there.
    Missing,
    /// A file has another size: its name.
    Damaged(String),
}

impl Folder {
    /// The folder at a path, which need not exist.
    #[must_use]
    pub fn at(root: &Path) -> Folder {
        Folder { root: root.to_owned() }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Where a file of a pack lies or would lie.
    #[must_use]
    pub fn file(&self, pack: &Pack, file: &PackFile) -> PathBuf {
        self.root.join(&pack.id).join(&file.name)
    }

    /// How a pack stands; quick.
    #[must_use]
    pub fn state(&self, pack: &Pack) -> State {
        for file in &pack.files {
            match self.file(pack, file).metadata() {
                Err(_) => return State::Missing,
                Ok(found) if found.len() != file.bytes => return State::Damaged(file.name.clone()),
                Ok(_) => {}
            }
        }
        State::There
    }

    /// Reads every file of a pack that is there and compares its hash.
    ///
    /// # Errors
    /// [`WeightsError::Mismatch`] naming the first file that differs, [`WeightsError::Files`].
    pub fn verify(&self, pack: &Pack) -> Result<(), WeightsError> {
        for file in &pack.files {
            let path = self.file(pack, file);
            let mut open = File::open(&path).map_err(WeightsError::files(&path))?;
            let mut hash = Sha256::new();
            let mut buffer = vec![0; 1 << 16];
            loop {
                let read = open.read(&mut buffer).map_err(WeightsError::files(&path))?;
                if read == 0 {
                    break;
                }
                hash.update(&buffer[..read]);
            }
            compare(&format!("{}/{}", pack.id, file.name), &file.sha256, &hex(hash))?;
        }
        Ok(())
    }

    /// A file's bytes when the pack is there and the file is the one that was chosen; `None` when it was never
    /// fetched.
    ///
    /// # Errors
    /// [`WeightsError::Mismatch`] when it is another file, [`WeightsError::Files`].
    pub fn read(&self, pack: &Pack, name: &str) -> Result<Option<Vec<u8>>, WeightsError> {
        let Some(file) = pack.files.iter().find(|file| file.name == name) else { return Ok(None) };
        let path = self.file(pack, file);
        if !path.is_file() {
            return Ok(None);
        }
        let bytes = std::fs::read(&path).map_err(WeightsError::files(&path))?;
        compare(&format!("{}/{name}", pack.id), &file.sha256, &hex(Sha256::new_with_prefix(&bytes)))?;
        Ok(Some(bytes))
    }
}

/// The digits of a hash.
pub(crate) fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// Whether a hash is the one that was chosen.
pub(crate) fn compare(what: &str, expected: &str, found: &str) -> Result<(), WeightsError> {
    let first = |hash: &str| hash.chars().take(8).collect();
    match expected == found {
        true => Ok(()),
        false => Err(WeightsError::Mismatch {
            what: what.to_owned(),
            found: first(found),
            expected: first(expected),
        }),
    }
}
