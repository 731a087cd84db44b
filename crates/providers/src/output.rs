//! What comes back: files, held in memory while they are small and on disk when they are not.
//!
//! An adapter fetches outputs itself while it is polled, so that whoever stores them needs no key and
//! no link that may have expired by then. It reads no more than a limit; a file above
//! [`MEMORY_BYTES_MAX`] goes to a temporary file as it arrives and is deleted with the last [`Content`]
//! that names it.

use std::{io, path::Path, sync::Arc};

use bytes::Bytes;

/// What is kept in memory; anything larger is written to a temporary file while it arrives.
pub const MEMORY_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// One result.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file. An answer in words is UTF-8 text.
    pub content: Content,
    /// What the adapter found it to be, e.g. `image/png`, `video/mp4`, `audio/wav`, `text/plain`.
    pub media_type: String,
    /// What is seen, for people who cannot: a part of a sentence. Empty where nobody described it.
    pub description: String,
    /// What of the request was left out or changed, in sentences.
    pub warnings: Vec<String>,
    /// What made it, honestly.
    pub made_by: String,
    /// Everything that is needed to make it again.
    pub provenance: serde_json::Value,
}

/// The content of a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Memory(Bytes),
    /// On disk, until the last clone is dropped.
    File(Arc<OutputFile>),
}

/// A file on disk that is deleted when it is dropped.
#[derive(Debug)]
pub struct OutputFile {
    pub(crate) path: tempfile::TempPath,
    pub(crate) length: u64,
}

impl Content {
    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> u64 {
        match self {
            Content::Memory(bytes) => bytes.len() as u64,
            Content::File(file) => file.length,
        }
    }

    /// Where it is on disk, if it is there: for streaming it on without holding it in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Content::Memory(_) => None,
            Content::File(file) => Some(&file.path),
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// When the file on disk cannot be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match self {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::File(file) => Ok(tokio::fs::read(&file.path).await?.into()),
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Content {
        Content::Memory(bytes.into())
    }
}
