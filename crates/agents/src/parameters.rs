//! The parameters of a tool call: one struct for all tools, every field optional.
//!
//! Which fields a tool takes, which it needs and within which bounds is in [`crate::schema`].

use domain::{catalog::AspectRatio, pricing::Quality};
use serde::{Deserialize, Serialize};

/// How thorough a lip sync or edit is; the price table has a column for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Variant {
    /// The quick one.
    Basic,
    /// The thorough one.
    Advanced,
}

impl Variant {
    /// The name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Variant::Basic => "basic",
            Variant::Advanced => "advanced",
        }
    }
}

/// What a tool is told. A field that is absent leaves the choice to the model that does the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// What to make or change, in the user's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// What is spoken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The shape of a picture or video.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// The id of a style, or for a style transfer also a description of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// How fine the result is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// 0 to 2^53 − 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// How far an edit may go, 0.1–1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<f64>,
    /// Length of a video in seconds, 1–15.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// How much moves in a video, 0.1–1.0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motion_strength: Option<f64>,
    /// Who speaks: a description such as `warm female`, or a provider's voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The language spoken, a BCP 47 tag such as `hi` or `en`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How fast it is spoken, 0.5–2.0; 1.0 is usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// How many times larger, 2 or 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<u32>,
    /// What the new background shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<String>,
    /// Basic or advanced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
    /// What is asked about a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}
