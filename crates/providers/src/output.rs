//! What comes back: files, held in memory while they are small and on disk when they are not.
//!
//! An adapter fetches outputs itself while it is polled, so that whoever stores them needs no key and
//! no link that may have expired by then. It reads no more than a limit; a file above
//! [`MEMORY_BYTES_MAX`] goes to a temporary file as it arrives and is deleted with the last [`Content`]
//! that names it. What cannot be fetched again lies in a spool instead (`direct/spool.rs`).

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use domain::captions::Cue;
use serde::Deserialize;

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

/// Where captions stand in the provenance of what speaks: a list of cues.
pub const CAPTIONS: &str = "captions";

impl Output {
    /// What is said in it, and when; nothing where whoever made it does not say.
    #[must_use]
    pub fn captions(&self) -> Vec<Cue> {
        Vec::deserialize(&self.provenance[CAPTIONS]).unwrap_or_default()
    }
}

/// The content of a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Memory(Bytes),
    /// On disk, at least until the last clone is dropped.
    File(Arc<OutputFile>),
}

/// A file on disk. A temporary one is deleted when it is dropped; one of a spool stays until its result is
/// forgotten, because it is the only copy of something that was paid for.
#[derive(Debug)]
pub struct OutputFile {
    place: Place,
    length: u64,
}

#[derive(Debug)]
enum Place {
    Temporary(tempfile::TempPath),
    Spooled(PathBuf),
}

impl OutputFile {
    /// A file that goes with its last name.
    pub(crate) fn temporary(path: tempfile::TempPath, length: u64) -> OutputFile {
        OutputFile { place: Place::Temporary(path), length }
    }

    /// A file that somebody else removes.
    pub(crate) fn spooled(path: PathBuf, length: u64) -> OutputFile {
        OutputFile { place: Place::Spooled(path), length }
    }

    fn path(&self) -> &Path {
        match &self.place {
            Place::Temporary(path) => path,
            Place::Spooled(path) => path,
        }
    }
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
            Content::File(file) => Some(file.path()),
        }
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// When the file on disk cannot be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match self {
            Content::Memory(bytes) => Ok(bytes.clone()),
            Content::File(file) => Ok(tokio::fs::read(file.path()).await?.into()),
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Content {
        Content::Memory(bytes.into())
    }
}
