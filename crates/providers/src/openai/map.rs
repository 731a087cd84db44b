//! OpenAI's answers → ours.

use serde_json::{Value, json};

use super::models::{self, Shape};
use crate::{
    Fault, FaultClass,
    direct::{
        spool::Held,
        vendor::{Made, Piece, fault, file_at},
    },
};

/// Pictures of one answer that are taken; we ask for one.
const PICTURES_MAX: usize = 8;
/// Characters of a rewritten prompt that are kept.
const PROMPT_CHARACTERS_MAX: usize = 4_000;

/// The name of the parameter that an error names: letters, digits and what stands between them.
pub(super) fn field_at_fault(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let name = body["error"]["param"].as_str().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.[]".contains(c);
    if name.len() <= 60 && name.chars().all(plain) { name.to_owned() } else { String::new() }
}

/// What an answer consists of.
///
/// # Errors
/// When it is an error after all, or holds nothing that it should.
pub(super) fn made(held: &Held) -> Result<Made, Fault> {
    let model = models::find(&held.model_id).ok_or_else(|| fault("OpenAI", FaultClass::Broken))?;
    let pieces = match model.shape {
        Shape::Speech { .. } if held.files == 1 => vec![Piece::File { index: 0, kind: "audio/" }],
        Shape::Speech { .. } => Vec::new(),
        Shape::Pictures { .. } => pictures(&held.answer, held),
    };
    if pieces.is_empty() {
        return Err(fault("OpenAI", class_of(&held.answer)));
    }
    Ok(Made { model: model.name.to_owned(), pieces, told: told(&held.answer) })
}

/// Gateways answer errors with 200, too. Whatever they say, the call was taken: only a refusal is told apart.
fn class_of(answer: &Value) -> FaultClass {
    match answer["error"]["code"].as_str() {
        Some("moderation_blocked" | "content_policy_violation") => FaultClass::Refused,
        _ => FaultClass::Broken,
    }
}

fn pictures(answer: &Value, held: &Held) -> Vec<Piece> {
    let list = answer["data"].as_array().map(Vec::as_slice).unwrap_or_default();
    let piece = |one: &Value| match file_at(&one["b64_json"], held) {
        Some(index) => Some(Piece::File { index, kind: "image/" }),
        None => one["url"].as_str().map(|url| Piece::Link { url: url.to_owned(), kind: "image/" }),
    };
    list.iter().filter_map(piece).take(PICTURES_MAX).collect()
}

/// What it cost, and what was drawn instead of what was asked for.
fn told(answer: &Value) -> Value {
    let mut told = json!({});
    if let Some(prompt) = answer["data"][0]["revised_prompt"].as_str() {
        let prompt: String = prompt.chars().take(PROMPT_CHARACTERS_MAX).collect();
        told["actualPrompt"] = prompt.into();
    }
    let tokens = |name: &str| answer["usage"][name].as_u64();
    if let Some((read, written)) = tokens("input_tokens").zip(tokens("output_tokens")) {
        told["tokens"] = json!({"read": read, "written": written});
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(model_id: &str, files: usize, answer: Value) -> Held {
        let (key, changes) = ("k".into(), Vec::new());
        Held { model_id: model_id.into(), key, changes, request_id: None, answer, files, trouble: None }
    }

    #[test]
    fn pictures_come_as_files_or_as_links() {
        let both = json!({"data": [{"b64_json": {"file": 0}}, {"url": "https://x.example/a.png"}, {"b64_json": null}]});
        let made = made(&held("openai-gpt-image-2", 1, both)).unwrap();
        let link = Piece::Link { url: "https://x.example/a.png".into(), kind: "image/" };
        assert_eq!(made.pieces, [Piece::File { index: 0, kind: "image/" }, link]);
    }

    #[test]
    fn nothing_is_a_fault_and_a_refusal_a_refusal() {
        let class = |answer: Value| made(&held("openai-gpt-image-2", 1, answer)).unwrap_err().class;
        for nothing in [
            json!(null),
            json!({}),
            json!([]),
            json!({"data": "x"}),
            json!({"data": [{"b64_json": {"file": 9}}]}),
        ] {
            assert_eq!(class(nothing), FaultClass::Broken);
        }
        assert_eq!(class(json!({"error": {"code": "moderation_blocked"}})), FaultClass::Refused);
        assert_eq!(class(json!({"error": {"code": "rate_limit_exceeded"}})), FaultClass::Broken);
        assert_eq!(made(&held("openai-tts-1-hd", 0, json!(null))).unwrap_err().class, FaultClass::Broken);
    }

    #[test]
    fn only_a_plain_name_of_a_field_is_passed_on() {
        let field = |name: &str| field_at_fault(json!({"error": {"param": name}}).to_string().as_bytes());
        assert_eq!(field("image[0].size"), "image[0].size");
        assert_eq!((field("sk-secret key!"), field(&"x".repeat(61))), (String::new(), String::new()));
    }
}
