//! Which of Gemini's models do what, as data.
//!
//! Source: ids, shapes and sizes as typed in @google/genai 2.32.0 (npm) and on ai.google.dev, read 2026-11-22.

use crate::{Fault, Submission, direct::vendor::invalid};

/// How a model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `generateContent`, answered with pictures.
    Pictures,
    /// `generateContent`, answered with words.
    Words,
    /// `generateContent`, answered with samples.
    Speech,
    /// An interaction in the background, followed until there is a clip.
    Clip,
}

/// A model of Gemini's. Its id in our catalog is the vendor's.
#[derive(Debug)]
pub struct Model {
    /// Its id.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The operations it does, by the product's names.
    pub operations: &'static [&'static str],
    /// How it is asked.
    pub shape: Shape,
}

const PICTURES: &[&str] = &["text_to_image", "image_to_image", "image_compose", "style_transfer"];
const CLIPS: &[&str] = &["text_to_video", "image_to_video"];

/// Every model.
pub const ALL: &[Model] = &[
    Model {
        id: "gemini-3.1-flash-image",
        name: "Gemini 3.1 Flash Image",
        operations: PICTURES,
        shape: Shape::Pictures,
    },
    Model {
        id: "gemini-3.1-flash-lite-image",
        name: "Gemini 3.1 Flash-Lite Image",
        operations: PICTURES,
        shape: Shape::Pictures,
    },
    Model {
        id: "gemini-3-pro-image",
        name: "Gemini 3 Pro Image",
        operations: PICTURES,
        shape: Shape::Pictures,
    },
    Model {
        id: "gemini-3.8-flash",
        name: "Gemini 3.8 Flash",
        operations: &["image_describe"],
        shape: Shape::Words,
    },
    Model {
        id: "gemini-3.8-flash-tts",
        name: "Gemini 3.8 Flash TTS",
        operations: &["voiceover"],
        shape: Shape::Speech,
    },
    Model {
        id: "gemini-3.8-flash-lite-tts",
        name: "Gemini 3.8 Flash-Lite TTS",
        operations: &["voiceover"],
        shape: Shape::Speech,
    },
    Model {
        id: "gemini-omni-1.2-flash",
        name: "Gemini Omni 1.2 Flash",
        operations: CLIPS,
        shape: Shape::Clip,
    },
    Model {
        id: "gemini-omni-1.1-flash",
        name: "Gemini Omni 1.1 Flash",
        operations: CLIPS,
        shape: Shape::Clip,
    },
];

/// The model with this id.
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
    let model = find(id).ok_or_else(|| invalid(format!("Gemini has no model called {id}.")))?;
    let operation = submission.work.operation();
    match model.operations.contains(&operation) {
        true => Ok(model),
        false => Err(invalid(format!("{} cannot do {operation}.", model.name))),
    }
}
