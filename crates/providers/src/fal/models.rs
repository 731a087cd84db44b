//! Which of fal's endpoints do what, as data.
//!
//! One entry for a model of our catalog; an entry may use several endpoints of one model family
//! (text to video and image to video). What each takes is in `inputs.rs`.
//!
//! Source: endpoint ids, parameters and limits as typed in @fal-ai/client 1.10.1 (npm), read 2026-11-22.

use serde_json::{Map, Value};

use super::inputs;
pub use crate::fetched::Delivers;
use crate::{Fault, FaultClass, Submission, Work, input_files::Files};

/// A model of fal's.
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
    pub(super) input: fn(&Work, &Files<'_>) -> Result<Request, Fault>,
}

/// What is sent: an endpoint and the input object it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// `owner/app[/sub/path]`.
    pub endpoint: &'static str,
    /// The model's input object.
    pub input: Map<String, Value>,
    /// What had to be changed or left out to fit the model, in sentences.
    pub changes: Vec<String>,
}

/// A request that cannot be done.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault { class: FaultClass::Invalid, message: message.into() }
}

/// Every model.
pub const ALL: &[Model] = &[
    Model {
        id: "fal-flux-schnell",
        name: "FLUX.1 schnell",
        operations: &["text_to_image"],
        delivers: Delivers::Pictures,
        input: inputs::flux_schnell,
    },
    Model {
        id: "fal-flux-dev",
        name: "FLUX.1 dev",
        operations: &["text_to_image", "image_to_image"],
        delivers: Delivers::Pictures,
        input: inputs::flux_dev,
    },
    Model {
        id: "fal-nano-banana-2",
        name: "Nano Banana 2",
        operations: &["text_to_image", "image_to_image", "image_compose"],
        delivers: Delivers::Pictures,
        input: inputs::nano_banana_2,
    },
    Model {
        id: "fal-moondream-3",
        name: "Moondream 3",
        operations: &["image_describe"],
        delivers: Delivers::Words,
        input: inputs::moondream,
    },
    Model {
        id: "fal-kling-2.5-turbo-pro",
        name: "Kling 2.5 Turbo Pro",
        operations: &["text_to_video", "image_to_video"],
        delivers: Delivers::Video,
        input: inputs::kling,
    },
    Model {
        id: "fal-wan-2.7",
        name: "Wan 2.7",
        operations: &["text_to_video", "image_to_video"],
        delivers: Delivers::Video,
        input: inputs::wan,
    },
    Model {
        id: "fal-elevenlabs-multilingual-v2",
        name: "ElevenLabs Multilingual v2",
        operations: &["voiceover"],
        delivers: Delivers::Audio,
        input: inputs::elevenlabs,
    },
    Model {
        id: "fal-kokoro",
        name: "Kokoro",
        operations: &["voiceover"],
        delivers: Delivers::Audio,
        input: inputs::kokoro,
    },
    Model {
        id: "fal-sync-lipsync-2",
        name: "Sync Lipsync 2",
        operations: &["lipsync"],
        delivers: Delivers::Video,
        input: inputs::sync_lipsync,
    },
    Model {
        id: "fal-fabric",
        name: "Veed Fabric 1.0",
        operations: &["lipsync"],
        delivers: Delivers::Video,
        input: inputs::fabric,
    },
    Model {
        id: "fal-birefnet-2",
        name: "BiRefNet v2",
        operations: &["background_remove"],
        delivers: Delivers::Pictures,
        input: inputs::birefnet,
    },
    Model {
        id: "fal-bria-background",
        name: "Bria Background Replace",
        operations: &["background_replace"],
        delivers: Delivers::Pictures,
        input: inputs::bria_background,
    },
    Model {
        id: "fal-esrgan",
        name: "Real-ESRGAN",
        operations: &["upscale"],
        delivers: Delivers::Pictures,
        input: inputs::esrgan,
    },
    Model {
        id: "fal-clarity-upscaler",
        name: "Clarity Upscaler",
        operations: &["upscale"],
        delivers: Delivers::Pictures,
        input: inputs::clarity,
    },
    Model {
        id: "fal-style-transfer",
        name: "Style Transfer",
        operations: &["style_transfer"],
        delivers: Delivers::Pictures,
        input: inputs::style_transfer,
    },
    Model {
        id: "fal-codeformer",
        name: "CodeFormer",
        operations: &["face_restore"],
        delivers: Delivers::Pictures,
        input: inputs::codeformer,
    },
];

/// The model with this id in our catalog.
#[must_use]
pub fn find(id: &str) -> Option<&'static Model> {
    ALL.iter().find(|model| model.id == id)
}

impl Model {
    /// What would be sent for this work, with stand-ins for the addresses of files. Pure: a quote can
    /// name the changes before anything is paid.
    ///
    /// # Errors
    /// When the model cannot do it.
    pub fn preview(&self, submission: &Submission) -> Result<Request, Fault> {
        let stand_ins: Vec<String> =
            (0..submission.inputs.len()).map(|index| format!("https://input.invalid/{index}")).collect();
        self.request(submission, &stand_ins)
    }

    /// What is sent, with the addresses of the uploaded files in the order of the inputs.
    pub(super) fn request(&self, submission: &Submission, urls: &[String]) -> Result<Request, Fault> {
        let operation = submission.work.operation();
        if !self.operations.contains(&operation) {
            return Err(invalid(format!("{} cannot do {operation}.", self.name)));
        }
        let files = Files::new(&submission.inputs, urls);
        (self.input)(&submission.work, &files)
    }
}
