//! The looks a picture can be asked for: shapes, sizes, styles.

use serde::{Deserialize, Serialize};

use crate::pricing::{Complexity, Quality};

/// The shape of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AspectRatio {
    /// Square; the default on screen.
    #[default]
    #[serde(rename = "1:1")]
    Square,
    /// Upright, for a phone.
    #[serde(rename = "9:16")]
    Tall,
    /// Wide, for a screen.
    #[serde(rename = "16:9")]
    Wide,
    /// Classic landscape.
    #[serde(rename = "4:3")]
    Classic,
}

impl AspectRatio {
    /// Every ratio.
    pub const ALL: [AspectRatio; 4] =
        [AspectRatio::Square, AspectRatio::Tall, AspectRatio::Wide, AspectRatio::Classic];

    /// The name used in JSON, e.g. `16:9`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            AspectRatio::Square => "1:1",
            AspectRatio::Tall => "9:16",
            AspectRatio::Wide => "16:9",
            AspectRatio::Classic => "4:3",
        }
    }

    /// The ratio with this name.
    #[must_use]
    pub fn parse(id: &str) -> Option<AspectRatio> {
        AspectRatio::ALL.into_iter().find(|ratio| ratio.id() == id)
    }
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelSize {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl PixelSize {
    /// How many pixels that are.
    #[must_use]
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl std::fmt::Display for PixelSize {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} × {}", self.width, self.height)
    }
}

/// A style a model can make pictures in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StyleOption {
    /// The name used in JSON, e.g. `oil-painting`.
    pub id: String,
    /// The name on screen.
    pub label: String,
    /// Which column of the price table it belongs to.
    pub complexity: Complexity,
}

/// A size a model makes for one aspect ratio and quality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeOption {
    /// e.g. `16:9`.
    pub aspect_ratio: AspectRatio,
    /// e.g. `high`.
    pub quality: Quality,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl SizeOption {
    /// How many pixels that are.
    #[must_use]
    pub fn pixels(&self) -> u64 {
        PixelSize { width: self.width, height: self.height }.pixels()
    }
}
