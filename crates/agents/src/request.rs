//! What an agent is given: the words, what is attached, what came before, and what was chosen.

use domain::{catalog::AspectRatio, pricing::Quality};
use serde::{Deserialize, Serialize};

use crate::parameters::{Parameters, Variant};

/// What a file or a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A still picture.
    Image,
    /// A moving picture.
    Video,
    /// Speech or other sound.
    Audio,
    /// Words, e.g. the answer to a question about a picture. Never an attachment.
    Text,
}

impl MediaKind {
    /// The name used in JSON and in evaluation files.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            MediaKind::Image => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Text => "text",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<MediaKind> {
        [MediaKind::Image, MediaKind::Video, MediaKind::Audio, MediaKind::Text]
            .into_iter()
            .find(|kind| kind.id() == id)
    }
}

/// A file that came with the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is, by its content.
    pub kind: MediaKind,
    /// The name it was uploaded under; shown to a language model, never trusted.
    pub name: String,
}

/// A result the conversation already has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlierResult {
    /// What it is.
    pub kind: MediaKind,
    /// The words that made it.
    pub prompt: String,
    /// The parameters that made it, so that "again, in 16:9" keeps the rest.
    #[serde(default)]
    pub parameters: Parameters,
}

/// What the conversation has made so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Results, newest first: index 0 is what "it" means.
    pub results: &'a [EarlierResult],
}

/// What was chosen in the composer. Where it speaks, it wins over the words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The shape of a picture or video.
    pub aspect_ratio: Option<AspectRatio>,
    /// The id of a style.
    pub style: Option<String>,
    /// How fine the result is.
    pub quality: Option<Quality>,
    /// The same seed and words give the same result again.
    pub seed: Option<i64>,
    /// How far an edit may go, 0.1–1.0.
    pub strength: Option<f64>,
    /// Length of a video in seconds.
    pub duration_seconds: Option<u32>,
    /// How much moves in a video, 0.1–1.0.
    pub motion_strength: Option<f64>,
    /// Who speaks.
    pub voice: Option<String>,
    /// The language spoken, e.g. `en`.
    pub language: Option<String>,
    /// How fast it is spoken, 0.5–2.0; 1.0 is usual.
    pub speed: Option<f64>,
    /// How many times larger, 2 or 4.
    pub factor: Option<u32>,
    /// Basic or advanced.
    pub variant: Option<Variant>,
}

/// A style the user may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StyleName {
    /// The name used in parameters, e.g. `oil-painting`.
    pub id: String,
    /// The name on screen, e.g. `Oil painting`.
    pub label: String,
}

/// One request to an agent.
#[derive(Clone, Debug)]
pub struct AgentRequest<'a> {
    /// The user's words, as typed.
    pub text: &'a str,
    /// The files that came with them, in order.
    pub attachments: &'a [Attachment],
    /// What the conversation has made so far.
    pub context: Context<'a>,
    /// What was chosen in the composer.
    pub options: Options,
    /// The styles that can be named.
    pub styles: &'a [StyleName],
}
