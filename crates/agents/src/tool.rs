//! The tools an agent can call. What each takes is in [`crate::schema`].

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{agent::Agent, request::MediaKind};

/// What an agent can call. The names are the requirements' own, capitals and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tool {
    /// A picture from words.
    GeminiT2I,
    /// A picture from a picture and words.
    GeminiI2I,
    /// A picture from several pictures and words.
    #[serde(rename = "Runway_Gen4Image")]
    RunwayGen4Image,
    /// An answer about a picture.
    #[serde(rename = "Query_Image")]
    QueryImage,
    /// A video from words.
    #[serde(rename = "text-to-video")]
    TextToVideo,
    /// A video from a picture.
    #[serde(rename = "image-to-video")]
    ImageToVideo,
    /// Speech from words.
    #[serde(rename = "voice-over")]
    Voiceover,
    /// A face that speaks.
    #[serde(rename = "lip-sync")]
    Lipsync,
    /// The subject alone, on nothing.
    #[serde(rename = "background-removal")]
    BackgroundRemove,
    /// The subject before something else.
    #[serde(rename = "background-replacement")]
    BackgroundReplace,
    /// The same picture, larger.
    #[serde(rename = "upscale")]
    Upscale,
    /// The same picture, in another style.
    #[serde(rename = "style-transfer")]
    StyleTransfer,
    /// The same picture, its faces repaired.
    #[serde(rename = "face-restoration")]
    FaceRestore,
}

/// Which files a tool takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRule {
    /// The kinds the first input may have; further pictures must be of the first of these.
    pub first: &'static [MediaKind],
    /// How many of them.
    pub count: RangeInclusive<usize>,
    /// Whether one audio may follow.
    pub audio: bool,
}

impl Tool {
    /// Every tool.
    pub const ALL: [Tool; 13] = [
        Tool::GeminiT2I,
        Tool::GeminiI2I,
        Tool::RunwayGen4Image,
        Tool::QueryImage,
        Tool::TextToVideo,
        Tool::ImageToVideo,
        Tool::Voiceover,
        Tool::Lipsync,
        Tool::BackgroundRemove,
        Tool::BackgroundReplace,
        Tool::Upscale,
        Tool::StyleTransfer,
        Tool::FaceRestore,
    ];

    /// The name a language model, a transcript and an evaluation file use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Tool::GeminiT2I => "GeminiT2I",
            Tool::GeminiI2I => "GeminiI2I",
            Tool::RunwayGen4Image => "Runway_Gen4Image",
            Tool::QueryImage => "Query_Image",
            Tool::TextToVideo => "text-to-video",
            Tool::ImageToVideo => "image-to-video",
            Tool::Voiceover => "voice-over",
            Tool::Lipsync => "lip-sync",
            Tool::BackgroundRemove => "background-removal",
            Tool::BackgroundReplace => "background-replacement",
            Tool::Upscale => "upscale",
            Tool::StyleTransfer => "style-transfer",
            Tool::FaceRestore => "face-restoration",
        }
    }

    /// The tool with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Tool> {
        Tool::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// The operation it stands for, by the ids of product reference §2.
    #[must_use]
    pub fn operation(self) -> &'static str {
        match self {
            Tool::GeminiT2I => "text_to_image",
            Tool::GeminiI2I => "image_to_image",
            Tool::RunwayGen4Image => "image_compose",
            Tool::QueryImage => "image_describe",
            Tool::TextToVideo => "text_to_video",
            Tool::ImageToVideo => "image_to_video",
            Tool::Voiceover => "voiceover",
            Tool::Lipsync => "lipsync",
            Tool::BackgroundRemove => "background_remove",
            Tool::BackgroundReplace => "background_replace",
            Tool::Upscale => "upscale",
            Tool::StyleTransfer => "style_transfer",
            Tool::FaceRestore => "face_restore",
        }
    }

    /// The specialist it belongs to.
    #[must_use]
    pub fn agent(self) -> Agent {
        match self {
            Tool::TextToVideo | Tool::ImageToVideo => Agent::I2V,
            Tool::Voiceover => Agent::Voiceover,
            Tool::Lipsync => Agent::Lipsync,
            _ => Agent::I2I,
        }
    }

    /// What it makes.
    #[must_use]
    pub fn output(self) -> MediaKind {
        match self {
            Tool::QueryImage => MediaKind::Text,
            Tool::TextToVideo | Tool::ImageToVideo | Tool::Lipsync => MediaKind::Video,
            Tool::Voiceover => MediaKind::Audio,
            _ => MediaKind::Image,
        }
    }

    /// One sentence for a language model.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Tool::GeminiT2I => "Makes a new picture from words alone.",
            Tool::GeminiI2I => "Changes one picture as the words say.",
            Tool::RunwayGen4Image => "Combines two or three pictures into one new picture.",
            Tool::QueryImage => "Answers a question about pictures, or describes them.",
            Tool::TextToVideo => "Makes a video from words alone.",
            Tool::ImageToVideo => "Makes a video that begins with one picture.",
            Tool::Voiceover => "Speaks a text.",
            Tool::Lipsync => {
                "Makes a face (picture or video) speak: an audio as second input, or a text parameter."
            }
            Tool::BackgroundRemove => "Cuts the subject of a picture out of its background.",
            Tool::BackgroundReplace => "Puts the subject of a picture before another background.",
            Tool::Upscale => "Makes a picture larger and sharper without changing it.",
            Tool::StyleTransfer => "Renders a picture in another style.",
            Tool::FaceRestore => "Repairs the faces of a blurred, old or damaged picture.",
        }
    }

    /// Which files it takes.
    #[must_use]
    pub fn inputs(self) -> InputRule {
        const IMAGE: &[MediaKind] = &[MediaKind::Image];
        const FACE: &[MediaKind] = &[MediaKind::Image, MediaKind::Video];
        let rule = |first, count, audio| InputRule { first, count, audio };
        match self {
            Tool::GeminiT2I | Tool::TextToVideo | Tool::Voiceover => rule(&[], 0..=0, false),
            // Runway's gen4_image takes at most three reference pictures.
            Tool::RunwayGen4Image => rule(IMAGE, 2..=3, false),
            Tool::QueryImage => rule(IMAGE, 1..=4, false),
            Tool::Lipsync => rule(FACE, 1..=1, true),
            // The second picture, if any, is the new background, or the style's example.
            Tool::BackgroundReplace | Tool::StyleTransfer => rule(IMAGE, 1..=2, false),
            _ => rule(IMAGE, 1..=1, false),
        }
    }
}
