//! Answers that no vendor should send, for the parsers to stand.
//!
//! 256 cases each by default; `PROPTEST_CASES=1000000 cargo test -p providers any_bytes` for a long run.

use proptest::prelude::*;
use serde_json::Value;

use super::{
    spool::Held,
    vendor::{Made, Piece},
};
use crate::any_json;

/// Field names the parsers look for, and one they do not.
const NAMES: &[&str] = &[
    "data",
    "b64_json",
    "file",
    "url",
    "revised_prompt",
    "usage",
    "input_tokens",
    "output_tokens",
    "error",
    "code",
    "param",
    "message",
    "candidates",
    "content",
    "parts",
    "inlineData",
    "mimeType",
    "text",
    "thought",
    "finishReason",
    "promptFeedback",
    "blockReason",
    "usageMetadata",
    "promptTokenCount",
    "steps",
    "type",
    "status",
    "id",
    "uri",
    "mime_type",
    "errors",
    "details",
    "retryDelay",
    "reason",
    "alignment",
    "normalized_alignment",
    "characters",
    "character_start_times_seconds",
    "character_end_times_seconds",
    "audio_base64",
    "detail",
    "loc",
    "msg",
    "voices",
    "voice_id",
    "name",
    "output_tokens_by_modality",
    "modality",
    "tokens",
];
/// Texts they look for, and some they should not trip over.
const TEXTS: &[&str] = &[
    "moderation_blocked",
    "SAFETY",
    "STOP",
    "IMAGE_SAFETY",
    "NO_IMAGE",
    "completed",
    "in_progress",
    "failed",
    "model_output",
    "video",
    "audio/L16;codec=pcm;rate=24000",
    "audio/L16;rate=99999999999999",
    "image/png",
    "34s",
    "-1s",
    "\u{0}",
    " ",
    "quota_exceeded",
    "https://generativelanguage.googleapis.com/v1beta/files/a:download?alt=media",
];

/// JSON of any shape.
pub(crate) fn answer() -> impl Strategy<Value = Value> {
    any_json::json(NAMES, TEXTS)
}

/// JSON as it should be, and bytes that are none.
pub(crate) fn body() -> impl Strategy<Value = Vec<u8>> {
    any_json::body(NAMES, TEXTS)
}

/// An answer as it was held.
pub(crate) fn held(model_id: &str, answer: Value, files: usize) -> Held {
    let (key, changes) = ("k".to_owned(), Vec::new());
    Held { model_id: model_id.to_owned(), key, changes, request_id: None, answer, files, trouble: None }
}

/// What was made of it names only files that are there.
pub(crate) fn check(made: &Made, files: usize) -> Result<(), TestCaseError> {
    prop_assert!(!made.pieces.is_empty() && made.pieces.len() <= 16);
    for piece in &made.pieces {
        match piece {
            Piece::File { index, .. } => prop_assert!(*index < files),
            Piece::Samples { index, rate } => {
                prop_assert!(*index < files && (1_000..=200_000).contains(rate));
            }
            Piece::Words(words) => prop_assert!(!words.trim().is_empty()),
            Piece::Link { .. } => {}
        }
    }
    Ok(())
}
