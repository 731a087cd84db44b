//! Gemini's `generateContent` for pictures, speech and questions, as `@google/genai` 2.32.0 reads and writes it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Call, State, Trouble, interactions, serve::Reply};
use crate::media;

/// What Gemini wants back with a thought: base64, opaque, and large with pictures.
const SIGNATURE: &str = "dGhvdWdodC1zaWduYXR1cmU=";
/// Fields of `generationConfig` that are known here.
const WANTED_FIELDS: &[&str] = &[
    "temperature",
    "topP",
    "topK",
    "candidateCount",
    "maxOutputTokens",
    "stopSequences",
    "seed",
    "responseMimeType",
    "responseSchema",
    "responseJsonSchema",
    "responseModalities",
    "imageConfig",
    "speechConfig",
    "thinkingConfig",
    "mediaResolution",
];
const RATIOS: &[&str] = &["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];

/// An error as Google's front end writes it.
pub(super) fn error(code: u16, status: &str, message: &str, details: Value) -> Reply {
    Reply::json(
        code,
        &json!({ "error": { "code": code, "status": status, "message": message, "details": details } }),
    )
}

fn invalid(message: &str) -> Reply {
    error(400, "INVALID_ARGUMENT", message, json!([]))
}

pub(super) fn answer(state: &State, call: &Call, revoked: bool, trouble: &Trouble, host: &str) -> Reply {
    if call.key.is_empty() || revoked {
        let reason =
            json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID" }]);
        return error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", reason);
    }
    let (path, query) = call.path.split_once('?').unwrap_or((call.path.as_str(), ""));
    let rest = path.strip_prefix("/v1beta/").or_else(|| path.strip_prefix("/v1/")).unwrap_or_default();
    let parts: Vec<&str> = rest.split('/').collect();
    match (call.method.as_str(), parts.as_slice()) {
        ("POST", ["interactions"]) => interactions::create(state, call, trouble),
        ("GET", ["interactions", id]) => interactions::look(state, id, host),
        ("POST", ["interactions", id, "cancel"]) => interactions::cancel(state, id, host).free(),
        ("GET", ["files", file]) if query == "alt=media" => interactions::file(state, file),
        ("GET", ["models"]) => models().free(),
        ("POST", ["models", method]) => match method.strip_suffix(":generateContent") {
            Some(model) if model.starts_with("gemini-omni") => {
                error(404, "NOT_FOUND", "models/… is not supported for generateContent.", json!([]))
            }
            Some(model) => generated(model, &call.json(), trouble),
            None => error(404, "NOT_FOUND", "Requested entity was not found.", json!([])),
        },
        _ => error(404, "NOT_FOUND", "Requested entity was not found.", json!([])),
    }
}

/// The list of models, one page of it.
fn models() -> Reply {
    let model = |id: &str| {
        json!({
            "name": format!("models/{id}"), "version": "001", "displayName": id, "inputTokenLimit": 65_536,
            "outputTokenLimit": 32_768, "supportedGenerationMethods": ["generateContent"],
        })
    };
    let models = ["gemini-3.1-flash-image", "gemini-3.8-flash"].map(model);
    Reply::json(200, &json!({ "models": models }))
}

/// What is wrong with a body, if anything is.
fn mistake(model: &str, body: &Value) -> Option<String> {
    let contents = body["contents"].as_array().filter(|contents| !contents.is_empty());
    let Some(contents) = contents else {
        return Some("GenerateContentRequest.contents: contents is not specified".to_owned());
    };
    for part in contents.iter().flat_map(|content| content["parts"].as_array().into_iter().flatten()) {
        let file = &part["inlineData"];
        let is_file = file["mimeType"].is_string()
            && file["data"]
                .as_str()
                .is_some_and(|data| BASE64_STANDARD.decode(data).is_ok_and(|file| file.len() > 8));
        if !is_file && part["text"].as_str().is_none_or(str::is_empty) {
            return Some("Unable to submit request because it must have a text or inline data.".to_owned());
        }
    }
    let wanted = body["generationConfig"].as_object();
    let mut fields = wanted.into_iter().flat_map(|wanted| wanted.keys());
    if let Some(unknown) = fields.find(|name| !WANTED_FIELDS.contains(&name.as_str())) {
        return Some(format!("Invalid JSON payload received. Unknown name \"{unknown}\""));
    }
    let modality = &body["generationConfig"]["responseModalities"][0];
    let ratio = &body["generationConfig"]["imageConfig"]["aspectRatio"];
    if ratio.as_str().is_some_and(|ratio| !RATIOS.contains(&ratio)) {
        return Some("aspect_ratio is not one of the supported values.".to_owned());
    }
    let size = body["generationConfig"]["imageConfig"]["imageSize"].as_str();
    if size.is_some_and(|size| !["512", "1K", "2K", "4K"].contains(&size)) {
        return Some("image_size is not one of the supported values.".to_owned());
    }
    let fits = match () {
        () if model.contains("-image") => modality == "IMAGE" || modality == "TEXT",
        () if model.ends_with("-tts") => modality == "AUDIO",
        () => modality.is_null(),
    };
    (!fits)
        .then(|| "The requested combination of response modalities is not supported by the model.".to_owned())
}

fn generated(model: &str, body: &Value, trouble: &Trouble) -> Reply {
    if let Some(mistake) = mistake(model, body) {
        return invalid(&mistake);
    }
    let words =
        body["contents"][0]["parts"].as_array().into_iter().flatten().find_map(|part| part["text"].as_str());
    let file = |media_type: &str, bytes: &[u8]| {
        let bytes: &[u8] =
            if *trouble == Trouble::HtmlPage { b"<!doctype html><title>no</title>" } else { bytes };
        json!({ "inlineData": { "mimeType": media_type, "data": BASE64_STANDARD.encode(bytes) } })
    };
    let parts = match () {
        () if model.contains("-image") => {
            let seed = words.unwrap_or_default().bytes().map(u64::from).sum();
            let mut draft = file("image/png", &media::picture(16, seed + 1));
            draft["thought"] = true.into();
            let mut picture = file("image/png", &media::picture(64, seed));
            picture["thoughtSignature"] = SIGNATURE.repeat(4_000).into();
            json!([{ "text": "A fox, then.", "thought": true }, draft, picture])
        }
        () if model.ends_with("-tts") => {
            let samples: Vec<u8> =
                (0..12_000_i16).flat_map(|index| ((index % 110) * 50).to_le_bytes()).collect();
            json!([file("audio/L16;codec=pcm;rate=24000", &samples)])
        }
        () => json!([{ "text": "A small picture " }, { "text": "with a gradient." }]),
    };
    let usage = json!({ "promptTokenCount": 12, "candidatesTokenCount": 1_290, "thoughtsTokenCount": 8, "totalTokenCount": 1_310 });
    let mut answer = match trouble {
        Trouble::Refusal => {
            json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT", "safetyRatings": [] } })
        }
        Trouble::Withheld => {
            let reason = if model.contains("-image") { "IMAGE_SAFETY" } else { "SAFETY" };
            json!({ "candidates": [{ "index": 0, "finishReason": reason, "finishMessage": "Blocked." }] })
        }
        _ => json!({ "candidates": [{
            "index": 0, "finishReason": "STOP", "content": { "role": "model", "parts": parts }, "safetyRatings": [],
        }] }),
    };
    answer["usageMetadata"] = usage;
    answer["modelVersion"] = model.into();
    answer["responseId"] = "response-1".into();
    if *trouble == Trouble::UnknownFields {
        answer["newIn2027"] = json!({ "data": { "data": [null] } });
        answer["candidates"][0]["content"]["parts"][0]["mood"] = "curious".into();
    }
    let reply = Reply::json(200, &answer);
    // A blocked prompt is not paid for.
    if *trouble == Trouble::Refusal { reply.free() } else { reply }
}
