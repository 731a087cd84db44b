//! Which of OpenAI's models do what, as data.
//!
//! Source: ids, parameters and limits as typed in openai 6.49.0 (npm) and the deprecations page, read 2026-11-22.

use crate::{Fault, Submission, direct::vendor::invalid};

/// How a model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `images/generations` and `images/edits`.
    Pictures {
        /// What its quality is set to, so that its price is known; `None` leaves the field out, as gateways of other
        /// models do not know it.
        quality: Option<&'static str>,
    },
    /// `audio/speech`.
    Speech {
        /// Whether the speed can be set.
        speed: bool,
    },
}

/// A model of OpenAI's, or of a server that speaks as OpenAI does.
#[derive(Debug)]
pub struct Model {
    /// Its id in our catalog.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What the vendor calls it; empty for a model that the settings name.
    pub vendor_name: &'static str,
    /// The operations it does, by the product's names.
    pub operations: &'static [&'static str],
    /// How it is asked.
    pub shape: Shape,
}

/// What OpenAI's picture models do.
const PICTURES: &[&str] = &["text_to_image", "image_to_image", "image_compose"];

/// Every model.
pub const ALL: &[Model] = &[
    Model {
        id: "openai-gpt-image-2.5-sunburst",
        name: "GPT Image 2.5 Sunburst",
        vendor_name: "gpt-image-2.5-sunburst",
        operations: PICTURES,
        shape: Shape::Pictures { quality: Some("medium") },
    },
    Model {
        id: "openai-gpt-image-2.5-flare",
        name: "GPT Image 2.5 Flare",
        vendor_name: "gpt-image-2.5-flare",
        operations: PICTURES,
        shape: Shape::Pictures { quality: Some("medium") },
    },
    Model {
        id: "openai-gpt-image-2",
        name: "GPT Image 2",
        vendor_name: "gpt-image-2",
        operations: PICTURES,
        shape: Shape::Pictures { quality: Some("medium") },
    },
    Model {
        id: "openai-gpt-4o-mini-tts",
        name: "GPT-4o mini TTS",
        vendor_name: "gpt-4o-mini-tts",
        operations: &["voiceover"],
        shape: Shape::Speech { speed: false },
    },
    Model {
        id: "openai-tts-1-hd",
        name: "TTS-1 HD",
        vendor_name: "tts-1-hd",
        operations: &["voiceover"],
        shape: Shape::Speech { speed: true },
    },
    Model {
        id: "openai-own-pictures",
        name: "Picture model of your own server",
        vendor_name: "",
        operations: PICTURES,
        shape: Shape::Pictures { quality: None },
    },
    Model {
        id: "openai-own-speech",
        name: "Speech model of your own server",
        vendor_name: "",
        operations: &["voiceover"],
        shape: Shape::Speech { speed: true },
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
    let model = find(id).ok_or_else(|| invalid(format!("OpenAI has no model called {id}.")))?;
    let operation = submission.work.operation();
    match model.operations.contains(&operation) {
        true => Ok(model),
        false => Err(invalid(format!("{} cannot do {operation}.", model.name))),
    }
}
