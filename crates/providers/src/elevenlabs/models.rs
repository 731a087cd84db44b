//! Which of ElevenLabs' models do what, as data.
//!
//! Source: ids as typed in @elevenlabs/elevenlabs-js 2.73.0 (npm), lengths from the help pages, read 2026-11-22; the
//! lengths of v3 and v4 are not verified and therefore low.

use crate::{Fault, Submission, direct::vendor::invalid};

/// A model of ElevenLabs'.
#[derive(Debug)]
pub struct Model {
    /// Its id in our catalog.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What the vendor calls it.
    pub vendor_name: &'static str,
    /// Characters of one request.
    pub characters_max: usize,
    /// Whether a language can be named; it is heard from the text otherwise.
    pub takes_language: bool,
}

/// Every model. All of them read aloud.
pub const ALL: &[Model] = &[
    Model {
        id: "elevenlabs-v4",
        name: "Eleven v4",
        vendor_name: "eleven_v4",
        characters_max: 5_000,
        takes_language: true,
    },
    Model {
        id: "elevenlabs-v3",
        name: "Eleven v3",
        vendor_name: "eleven_v3",
        characters_max: 5_000,
        takes_language: true,
    },
    Model {
        id: "elevenlabs-multilingual-v2",
        name: "Eleven Multilingual v2",
        vendor_name: "eleven_multilingual_v2",
        characters_max: 10_000,
        takes_language: false,
    },
    Model {
        id: "elevenlabs-flash-v2.5",
        name: "Eleven Flash v2.5",
        vendor_name: "eleven_flash_v2_5",
        characters_max: 40_000,
        takes_language: true,
    },
];

/// The model with this id in our catalog.
#[must_use]
pub fn find(id: &str) -> Option<&'static Model> {
    ALL.iter().find(|model| model.id == id)
}

/// The model that is to do this.
///
/// # Errors
/// When there is no such model, or it does something else.
pub(super) fn for_work(submission: &Submission) -> Result<&'static Model, Fault> {
    let id = &submission.model_id;
    let model = find(id).ok_or_else(|| invalid(format!("ElevenLabs has no model called {id}.")))?;
    match submission.work.operation() {
        "voiceover" => Ok(model),
        operation => Err(invalid(format!("{} cannot do {operation}.", model.name))),
    }
}
