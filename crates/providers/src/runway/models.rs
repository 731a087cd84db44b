//! Which of Runway's models do what, as data. What each takes is in `inputs.rs`.
//!
//! Source: models, parameters and limits as typed in @runwayml/sdk 4.20.1 (npm), read 2026-11-23.

use serde_json::{Map, Value};

use super::inputs;
pub use crate::fetched::Delivers;
use crate::{Fault, FaultClass, Submission, Work, input_files::Files};

/// A model of Runway's.
#[derive(Debug)]
pub struct Model {
    /// Its id in our catalog.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The operations it does, by the product's names.
    pub operations: &'static [&'static str],
    /// What comes out.
    pub delivers: Delivers,
    pub(super) input: fn(&Submission, &Files<'_>) -> Result<Request, Fault>,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// e.g. `v1/image_to_video`.
    pub path: &'static str,
    /// The body.
    pub body: Map<String, Value>,
    /// What had to be changed or left out to fit the model, in sentences.
    pub changes: Vec<String>,
}

/// A clip of a performance, beside the face: the last clip there is.
pub(super) fn performance<'a>(files: &Files<'a>) -> Option<&'a str> {
    let clips: Vec<_> = files.all("video").collect();
    let faces = files.all("image").count() + clips.len();
    clips.last().copied().filter(|_| faces > 1)
}

/// A request that cannot be done.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault { class: FaultClass::Invalid, message: message.into() }
}

/// Every model.
pub const ALL: &[Model] = &[
    Model {
        id: "runway-gen4.5",
        name: "Runway Gen-4.5",
        operations: &["text_to_video", "image_to_video"],
        delivers: Delivers::Video,
        input: inputs::gen4_5,
    },
    Model {
        id: "runway-gen4-turbo",
        name: "Runway Gen-4 Turbo",
        operations: &["image_to_video"],
        delivers: Delivers::Video,
        input: inputs::gen4_turbo,
    },
    Model {
        id: "runway-gen4-image",
        name: "Runway Gen-4 Image",
        operations: &["text_to_image", "image_to_image", "image_compose"],
        delivers: Delivers::Pictures,
        input: inputs::gen4_image,
    },
    Model {
        id: "runway-gen4-image-turbo",
        name: "Runway Gen-4 Image Turbo",
        operations: &["image_to_image", "image_compose"],
        delivers: Delivers::Pictures,
        input: inputs::gen4_image_turbo,
    },
    Model {
        id: "runway-act-two",
        name: "Runway Act-Two",
        operations: &["lipsync"],
        delivers: Delivers::Video,
        input: inputs::act_two,
    },
    Model {
        id: "runway-eleven-multilingual-v2",
        name: "ElevenLabs Multilingual v2",
        operations: &["voiceover"],
        delivers: Delivers::Audio,
        input: inputs::speech,
    },
    Model {
        id: "runway-magnific-upscaler-2",
        name: "Magnific Precision Upscaler v2",
        operations: &["upscale"],
        delivers: Delivers::Pictures,
        input: inputs::upscale,
    },
];

/// The model with this id.
///
/// # Errors
/// When there is none.
pub fn find(id: &str) -> Result<&'static Model, Fault> {
    ALL.iter()
        .find(|model| model.id == id)
        .ok_or_else(|| invalid(format!("Runway has no model called {id}.")))
}

impl Model {
    /// What would be sent, with made-up names for files that are not handed over yet.
    ///
    /// # Errors
    /// When the model cannot do the work.
    pub fn preview(&self, submission: &Submission) -> Result<Request, Fault> {
        let uris = vec!["runway://later".to_owned(); submission.inputs.len()];
        self.request(submission, &uris)
    }

    /// What is sent, with the names of the files that were handed over.
    pub(super) fn request(&self, submission: &Submission, uris: &[String]) -> Result<Request, Fault> {
        if !self.operations.contains(&submission.work.operation()) {
            return Err(invalid("This model cannot do that."));
        }
        let files = Files::new(&submission.inputs, uris);
        (self.input)(submission, &files)
    }
}

/// The work is listed for the model, so this is another variant of it.
pub(super) fn not_this(_: &Work) -> Fault {
    invalid("This model cannot do that.")
}
