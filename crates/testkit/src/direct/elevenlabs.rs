//! ElevenLabs' speech and voices, as `@elevenlabs/elevenlabs-js` 2.73.0 reads and writes them.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Call, Trouble, serve::Reply};
use crate::media;

/// Voices of the account: id, name, category.
pub const VOICES: [(&str, &str, &str); 3] = [
    ("JBFqnCBsd6RMkjVDRZzb", "George", "premade"),
    ("21m00Tcm4TlvDq8ikWAM", "Rachel - calm and clear", "premade"),
    ("AAAAAAAAAAAAAAAAAAA1", "Asha", "cloned"),
];
/// Fields of speech.
const FIELDS: &[&str] = &[
    "text",
    "model_id",
    "language_code",
    "voice_settings",
    "seed",
    "previous_text",
    "next_text",
    "previous_request_ids",
    "next_request_ids",
    "pronunciation_dictionary_locators",
    "apply_text_normalization",
    "apply_language_text_normalization",
    "use_pvc_as_ivc",
    "audio_effects",
];
const FORMATS: &[&str] = &["mp3_44100_128", "mp3_44100_64", "mp3_22050_32", "pcm_24000", "opus_48000_64"];

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, &json!({ "detail": { "status": code, "message": message } }))
}

pub(super) fn answer(call: &Call, revoked: bool, trouble: &Trouble) -> Reply {
    if call.key.is_empty() || revoked {
        return refusal(401, "invalid_api_key", &format!("Invalid API key {}", call.key));
    }
    let (path, query) = call.path.split_once('?').unwrap_or((call.path.as_str(), ""));
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let reply = match (call.method.as_str(), parts.as_slice()) {
        ("GET", ["v2", "voices"]) => voices(query).free(),
        ("GET", ["v1", "models"]) => models().free(),
        ("POST", ["v1", "text-to-speech", voice, "with-timestamps"]) => {
            spoken(call, voice, query, trouble, true)
        }
        ("POST", ["v1", "text-to-speech", voice]) => spoken(call, voice, query, trouble, false),
        _ => Reply::json(404, &json!({ "detail": "Not Found" })),
    };
    reply.with("request-id", "req-fake-1").with("current-concurrent-requests", "0")
}

fn models() -> Reply {
    let model =
        |id: &str| json!({ "model_id": id, "name": id, "can_do_text_to_speech": true, "languages": [] });
    Reply::json(
        200,
        &json!(["eleven_v4", "eleven_v3", "eleven_multilingual_v2", "eleven_flash_v2_5"].map(model)),
    )
}

/// Two voices a page, whatever was asked for.
fn voices(query: &str) -> Reply {
    let from = if query.contains("next_page_token=page%2F2") { 2 } else { 0 };
    let voice = |(id, name, category): &(&str, &str, &str)| {
        json!({
            "voice_id": id, "name": name, "category": category, "labels": {}, "description": null,
            "preview_url": null, "available_for_tiers": [], "settings": null,
        })
    };
    let list: Vec<Value> = VOICES[from..].iter().take(2).map(voice).collect();
    let more = from == 0;
    Reply::json(
        200,
        &json!({
            "voices": list, "has_more": more, "total_count": VOICES.len(),
            "next_page_token": if more { json!("page/2") } else { Value::Null },
        }),
    )
}

fn spoken(call: &Call, voice: &str, query: &str, trouble: &Trouble, timed: bool) -> Reply {
    if !VOICES.iter().any(|(id, ..)| *id == voice) {
        return refusal(404, "voice_not_found", "A voice with that id was not found.");
    }
    let format =
        query.split('&').find_map(|pair| pair.strip_prefix("output_format=")).unwrap_or("mp3_44100_128");
    if !FORMATS.contains(&format) {
        return refusal(400, "invalid_output_format", "Unknown output format.");
    }
    let body = call.json();
    let empty = serde_json::Map::new();
    let fields = body.as_object().unwrap_or(&empty);
    let wrong = |field: &str, message: &str| {
        Reply::json(
            422,
            &json!({ "detail": [{ "loc": ["body", field], "msg": message, "type": "value_error" }] }),
        )
    };
    if let Some(unknown) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return wrong(unknown, "extra fields not permitted");
    }
    let text = fields.get("text").and_then(Value::as_str).unwrap_or_default();
    if text.is_empty() {
        return wrong("text", "field required");
    }
    let speed = &body["voice_settings"]["speed"];
    if !speed.is_null() && !speed.as_f64().is_some_and(|speed| (0.7..=1.2).contains(&speed)) {
        return wrong("speed", "Input should be between 0.7 and 1.2");
    }
    match body["model_id"].as_str() {
        Some("eleven_multilingual_v2") if fields.contains_key("language_code") => {
            return refusal(400, "unsupported_language", "Model does not support the language code.");
        }
        Some("eleven_multilingual_v2") | None if text.chars().count() > 10_000 => {
            return refusal(400, "max_character_limit_exceeded", "The text is too long.");
        }
        None | Some("eleven_v4" | "eleven_v3" | "eleven_multilingual_v2" | "eleven_flash_v2_5") => {}
        Some(_) => return refusal(400, "model_not_found", "No such model."),
    }
    if *trouble == Trouble::Refusal {
        return refusal(400, "content_against_policy", "The text is against our policy.");
    }
    let sound: Vec<u8> = match trouble {
        Trouble::HtmlPage | Trouble::Withheld => b"<!doctype html><title>no</title>".to_vec(),
        _ => media::speech(),
    };
    if !timed {
        return Reply::file("audio/mpeg", sound);
    }
    let count = text.chars().count();
    let times = |from: usize| (0..count).map(|index| (index + from) as f64 / 20.0).collect::<Vec<_>>();
    let alignment = json!({
        "characters": text.chars().map(String::from).collect::<Vec<_>>(),
        "character_start_times_seconds": times(0), "character_end_times_seconds": times(1),
    });
    let mut answer = json!({
        "audio_base64": BASE64_STANDARD.encode(sound), "alignment": alignment, "normalized_alignment": alignment,
    });
    if *trouble == Trouble::UnknownFields {
        answer["visemes"] = json!([{ "audio_base64": null }]);
        answer["alignment"]["words"] = json!(["?"]);
    }
    Reply::json(200, &answer)
}
