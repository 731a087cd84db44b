//! Gemini's answers → ours.
//!
//! A block of the safety rules comes in four ways: a blocked prompt, an ending that says so, an answer that is
//! whole and has nothing in it, and an error that mentions safety. All four are refusals.

use serde_json::{Value, json};

use super::models::{self, Model, Shape};
use crate::{
    Fault, FaultClass, Progress,
    direct::{
        spool::Held,
        vendor::{Made, Piece, fault, file_at},
    },
    language::gemini::is_refusal,
};

/// Pictures of one answer that are taken; we ask for one.
const PICTURES_MAX: usize = 8;
/// Samples a second where the answer does not say.
const USUAL_RATE: u32 = 24_000;
/// Sample rates that anything plays.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

pub(super) fn broken() -> Fault {
    fault("Gemini", FaultClass::Broken)
}

pub(super) fn refused() -> Fault {
    fault("Gemini", FaultClass::Refused)
}

/// Whether an error of status 400 is a refusal. Its code says no more than that the request is invalid, so this is
/// the one place where wording decides.
pub(super) fn mentions_safety(body: &[u8]) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = if body.is_array() { &body[0]["error"] } else { &body["error"] };
    let said = format!(
        "{} {}",
        error["code"].as_str().unwrap_or_default(),
        error["message"].as_str().unwrap_or_default()
    );
    let said = said.to_ascii_lowercase();
    ["safety", "prohibited content", "content policy", "content_policy"]
        .iter()
        .any(|word| said.contains(word))
}

/// The field that an error names, where it names one.
pub(super) fn field_at_fault(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let details = body["error"]["details"].as_array().map(Vec::as_slice).unwrap_or_default();
    let named = details.iter().find_map(|detail| detail["fieldViolations"][0]["field"].as_str());
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.[]".contains(c);
    named.filter(|name| name.len() <= 60 && name.chars().all(plain)).unwrap_or_default().to_owned()
}

/// What an answer of `generateContent` consists of.
///
/// # Errors
/// When it is blocked, or holds nothing that it should.
pub(super) fn made(held: &Held) -> Result<Made, Fault> {
    let model = models::find(&held.model_id).ok_or_else(broken)?;
    let answer = &held.answer;
    let candidate = &answer["candidates"][0];
    let parts = candidate["content"]["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    // Drafts of a thinking model are no results.
    let parts = || parts.iter().filter(|part| part["thought"] != true);
    let pieces: Vec<Piece> = match model.shape {
        Shape::Pictures => {
            let files = parts().filter_map(|part| file_at(&part["inlineData"]["data"], held));
            files.map(|index| Piece::File { index, kind: "image/" }).take(PICTURES_MAX).collect()
        }
        Shape::Speech => parts().filter_map(|part| sound(&part["inlineData"], held)).take(1).collect(),
        Shape::Words => {
            let words: String = parts().filter_map(|part| part["text"].as_str()).collect();
            let words = words.trim();
            if words.is_empty() { Vec::new() } else { vec![Piece::Words(words.to_owned())] }
        }
        Shape::Clip => Vec::new(),
    };
    if pieces.is_empty() {
        return Err(nothing(answer, candidate));
    }
    Ok(Made { model: model.name.to_owned(), pieces, told: told(answer) })
}

/// Why an answer holds nothing.
fn nothing(answer: &Value, candidate: &Value) -> Fault {
    if answer["promptFeedback"]["blockReason"].is_string() {
        return refused();
    }
    match candidate["finishReason"].as_str() {
        Some(reason) if is_refusal(reason) => refused(),
        // Whole, and nothing in it: that is how it says no.
        Some("STOP")
            if candidate["content"]["parts"]
                .as_array()
                .is_none_or(|parts| parts.iter().all(|part| part["inlineData"].is_null())) =>
        {
            refused()
        }
        _ => broken(),
    }
}

/// A sound: samples get a header, anything else has one.
fn sound(data: &Value, held: &Held) -> Option<Piece> {
    let index = file_at(&data["data"], held)?;
    let media_type = data["mimeType"].as_str().unwrap_or_default().to_ascii_lowercase();
    let mut parts = media_type.split(';').map(str::trim);
    if !matches!(parts.next(), Some("audio/l16" | "audio/pcm" | "")) {
        return Some(Piece::File { index, kind: "audio/" });
    }
    let rate =
        parts.find_map(|part| part.strip_prefix("rate=")?.parse().ok()).filter(|rate| RATES.contains(rate));
    Some(Piece::Samples { index, rate: rate.unwrap_or(USUAL_RATE) })
}

fn told(answer: &Value) -> Value {
    let count = |name: &str| answer["usageMetadata"][name].as_u64().unwrap_or_default();
    let mut told = json!({ "tokens": {
        "read": count("promptTokenCount"),
        "written": count("candidatesTokenCount").saturating_add(count("thoughtsTokenCount")),
    } });
    if let Some(id) = answer["responseId"].as_str().filter(|id| id.len() <= 100) {
        told["requestId"] = id.into();
    }
    told
}

/// How an interaction goes.
#[derive(Debug, PartialEq)]
pub(super) enum Going {
    /// Under way, or in a state newer than this code.
    On(Progress),
    /// Done: where its clip is.
    Done(Clip),
    /// Ended without one.
    Over(Fault),
    /// Not to be understood.
    Unreadable,
}

/// A clip.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Clip {
    /// To be fetched.
    At(String),
    /// In the answer, as base64.
    Inline(String),
}

/// Reads an interaction.
pub(super) fn going(answer: &Value) -> Going {
    let told = |revision, sentence: &str| {
        Going::On(Progress { revision, percent: 5, sentence: sentence.to_owned(), preview: None })
    };
    match answer["status"].as_str() {
        None => Going::Unreadable,
        Some("queued") => told(1, "Waiting at Gemini"),
        Some("completed") => match clip(answer) {
            Some(clip) => Going::Done(clip),
            // Words instead of a clip: that is how it says no.
            None => Going::Over(refused()),
        },
        Some("failed" | "incomplete" | "budget_exceeded" | "cancelled") => {
            let errors = answer["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let blocked = |error: &Value| mentions_safety(json!({ "error": error }).to_string().as_bytes());
            Going::Over(if errors.iter().any(blocked) { refused() } else { broken() })
        }
        Some(_) => told(2, "Gemini is working on it"),
    }
}

fn clip(answer: &Value) -> Option<Clip> {
    let steps = answer["steps"].as_array()?;
    let content = steps
        .iter()
        .filter(|step| step["type"] == "model_output")
        .filter_map(|step| step["content"].as_array());
    content.flatten().filter(|one| one["type"] == "video").find_map(|one| {
        let at = one["uri"].as_str().map(|uri| Clip::At(uri.to_owned()));
        at.or_else(|| one["data"].as_str().map(|data| Clip::Inline(data.to_owned())))
    })
}

/// The vendor's name of an interaction, where an answer to its creation has one that can stand in an address.
pub(super) fn interaction_id(answer: &Value) -> Option<&str> {
    let id = answer["id"].as_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!id.is_empty() && id.len() <= 300 && id.chars().all(plain)).then_some(id)
}

/// The name of a model in outputs.
pub(super) fn made_by(model: Option<&Model>) -> String {
    format!("{} by Gemini", model.map_or("A model", |model| model.name))
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
