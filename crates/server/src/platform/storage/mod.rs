//! Objects on the local disk, named by what they contain.
//!
//! An object is a file `objects/ab/cd/<SHA-256>` under the data directory; the name is the content, so
//! an object never changes, storing the same bytes twice keeps one file, and a hash is a perfect ETag.
//! An object appears whole or not at all: it is written beside its place, forced to disk, renamed, and
//! its directory is forced to disk too. What a crash leaves half-written lies in `objects/incoming` and
//! is swept at the next start.
//!
//! Whoever calls this knows nothing about paths, and this knows nothing about assets, owners or HTTP.

mod incoming;
mod write;

use std::{
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
pub use incoming::Incoming;

/// Where objects are kept. Clones share it.
#[derive(Clone)]
pub struct Storage {
    directory: Arc<write::Directory>,
}

/// An object that is safely on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the content, 64 lower-case hexadecimal digits.
    pub content_hash: String,
    /// Its length in bytes.
    pub size_bytes: i64,
}

/// Why an object could not be stored or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The disk, or our share of it, is full. Nothing of the object was kept.
    #[error("the disk that holds the files is full")]
    Full,
    /// Anything else; the sentence is for the log.
    #[error("the storage failed: {0}")]
    Failed(String),
}

/// A failure that a test asks for. Exists in debug builds only.
#[cfg(debug_assertions)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The disk fills up in the middle of a write.
    Full,
    /// The device reports an error in the middle of a write.
    Broken,
}

impl Storage {
    /// Opens or creates `objects` under `data_dir` and sweeps what a crash left half-written.
    ///
    /// # Errors
    /// [`StorageError`] when the directory cannot be created or read.
    pub fn open(data_dir: impl Into<PathBuf>) -> Result<Storage, StorageError> {
        let directory = write::Directory::open(data_dir.into().join("objects")).map_err(failure)?;
        Ok(Storage { directory: Arc::new(directory) })
    }

    /// Keeps `bytes` and answers once they are on disk. Keeping the same bytes again changes nothing.
    ///
    /// # Errors
    /// [`StorageError::Full`] or [`StorageError::Failed`]; nothing of the object was kept then.
    pub async fn put(&self, bytes: Bytes) -> Result<Stored, StorageError> {
        let storage = self.clone();
        let written = tokio::task::spawn_blocking(move || storage.put_blocking(&bytes)).await;
        written.map_err(|error| StorageError::Failed(error.to_string()))?
    }

    /// The same for who may block: not on the runtime.
    ///
    /// # Errors
    /// As [`Storage::put`].
    pub fn put_blocking(&self, bytes: &[u8]) -> Result<Stored, StorageError> {
        self.directory.put(bytes).map_err(failure)
    }

    /// Keeps everything that is read from `content`, holding no more than a piece of it in memory, and answers once
    /// it is on disk. Blocks.
    ///
    /// # Errors
    /// As [`Storage::put`]; also when `content` cannot be read.
    pub fn copy_blocking(&self, content: &mut dyn Read) -> Result<Stored, StorageError> {
        self.directory.copy(content).map_err(failure)
    }

    /// Where files may lie while they arrive: on the same disk as the objects. What nobody locks there is swept
    /// away at the next start.
    #[must_use]
    pub fn incoming_folder(&self) -> &Path {
        self.directory.incoming_folder()
    }

    /// Where an object lies and how many bytes it has, for who reads it piece by piece. It never changes.
    ///
    /// # Errors
    /// [`StorageError::Failed`] when there is no such object.
    pub fn place_of(&self, content_hash: &str) -> Result<(PathBuf, u64), StorageError> {
        let path = self.directory.path(content_hash);
        let path = path.ok_or_else(|| StorageError::Failed(format!("`{content_hash}` is not a hash")))?;
        let missing = |error: std::io::Error| StorageError::Failed(format!("object {content_hash}: {error}"));
        let length = std::fs::metadata(&path).map_err(missing)?.len();
        Ok((path, length))
    }

    /// Begins an object whose content comes in pieces and is on disk from the first of them on.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn receive(&self) -> Result<Incoming, StorageError> {
        Incoming::begin(self.directory.clone()).await
    }

    /// Opens the object for reading and says how many bytes it has.
    ///
    /// # Errors
    /// [`StorageError::Failed`] when there is no such object or it cannot be read.
    pub async fn open_object(&self, content_hash: &str) -> Result<(tokio::fs::File, u64), StorageError> {
        let (path, size_bytes) = self.place_of(content_hash)?;
        let missing = |error: std::io::Error| StorageError::Failed(format!("object {content_hash}: {error}"));
        Ok((tokio::fs::File::open(path).await.map_err(missing)?, size_bytes))
    }

    /// Makes every later write fail with `fault`, or work again with `None`.
    #[cfg(debug_assertions)]
    pub fn fail_with(&self, fault: Option<Fault>) {
        self.directory.fail_with(fault);
    }
}

fn failure(error: std::io::Error) -> StorageError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StorageError::Full,
        _ => StorageError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
