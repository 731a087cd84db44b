//! What comes back.
//!
//! An adapter fetches outputs itself while it is polled, so that whoever stores them needs no key and
//! no link that may have expired by then. It reads no more than a limit; a file above
//! [`crate::MEMORY_BYTES_MAX`] goes to a temporary file as it arrives. What cannot be fetched again lies in a spool
//! instead (`direct/spool.rs`).

use domain::captions::Cue;
use serde::Deserialize;

use crate::Content;

/// One result.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file. An answer in words is UTF-8 text.
    pub content: Content,
    /// What is seen of a video before it plays, a PNG file; `None` where whoever made it does not say.
    pub poster: Option<Content>,
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
