//! An asset as people see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stored file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetView {
    /// `ast_…`
    pub id: String,
    /// Where the file is.
    pub url: String,
    /// Where a picture of at most 320 pixels on its long side is: of a video, its poster. Where there is none (`width` is
    /// null), the file itself.
    pub thumbnail_url: String,
    /// The same of at most 1,280 pixels.
    pub preview_url: String,
    /// `image`, `video` or `audio`.
    #[serde(rename = "type")]
    pub media_type: String,
    /// What it is called when it is saved.
    pub filename: String,
    /// Bytes of the file.
    pub size: i64,
    /// e.g. `png`.
    pub format: String,
    /// Pixels from left to right; null for sounds, and for videos of which no frame was seen.
    pub width: Option<u32>,
    /// Pixels from top to bottom.
    pub height: Option<u32>,
    /// Where its captions are, as WebVTT; null where nothing says what is said when. The same with `&download=1` or as
    /// `variant=captions-srt` is to keep.
    #[serde(default)]
    pub captions_url: Option<String>,
    /// How long it plays, in milliseconds; null for pictures.
    pub duration_ms: Option<i64>,
    /// What is seen, for people who cannot. Begins with "Generated".
    pub alt: String,
    /// The average colour, `#rrggbb`: something to show until the file is there.
    pub color: String,
    /// The step of the run that made it.
    pub step_index: Option<u32>,
    /// Whether it arrived after its run had ended, and was not charged.
    #[serde(default)]
    pub late: bool,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
}
