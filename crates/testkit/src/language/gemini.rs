//! Gemini's `generateContent`, as `@google/genai` 2.32.0 reads and writes it.

use serde_json::{Value, json};

use super::{INPUT_TOKENS, OUTPUT_TOKENS, Wire, Wrong};

/// What Gemini wants back with a call it made: base64, opaque.
const SIGNATURE: &str = "dGhvdWdodC1zaWduYXR1cmU=";

pub(super) fn is_path(path: &str) -> bool {
    let rest = path.strip_prefix("/v1beta/models/").or_else(|| path.strip_prefix("/v1/models/"));
    rest.is_some_and(|rest| rest.strip_suffix(":generateContent").is_some_and(|model| !model.is_empty()))
}

/// Contents with parts; calls come back with their signatures and are answered in the next content.
pub(super) fn check(body: &Value) -> Result<(), String> {
    let contents = body["contents"].as_array().filter(|contents| !contents.is_empty());
    let contents = contents.ok_or("GenerateContentRequest.contents: contents is not specified")?;
    let parts = |content: &'_ Value| content["parts"].as_array().cloned().unwrap_or_default();
    for (index, content) in contents.iter().enumerate() {
        if !matches!(content["role"].as_str(), Some("user" | "model")) {
            return Err("Please use a valid role: user, model.".to_owned());
        }
        if parts(content).is_empty() {
            return Err("Unable to submit request because it must have a parts field.".to_owned());
        }
        let calls: Vec<Value> =
            parts(content).into_iter().filter(|part| part["functionCall"].is_object()).collect();
        if calls.first().is_some_and(|call| call["thoughtSignature"] != SIGNATURE) {
            return Err("Function call is missing a thought_signature in functionCall parts.".to_owned());
        }
        let next = contents.get(index + 1).map(parts).unwrap_or_default();
        let answers = next.iter().filter(|part| part["functionResponse"]["name"].is_string()).count();
        if answers != calls.len() {
            return Err(
                "Please ensure that the number of function response parts is equal to the number of \
                        function call parts of the function call turn."
                    .to_owned(),
            );
        }
    }
    Ok(())
}

pub(super) fn calls(calls: &[(String, Value)]) -> Value {
    let part = |(index, (name, arguments)): (usize, &(String, Value))| {
        let mut part =
            json!({ "functionCall": { "id": format!("fc-{index}"), "name": name, "args": arguments } });
        // Only the first of parallel calls carries one.
        if index == 0 {
            part["thoughtSignature"] = SIGNATURE.into();
        }
        part
    };
    let mut parts = vec![json!({ "text": "Which tool fits?", "thought": true })];
    parts.extend(calls.iter().enumerate().map(part));
    candidate(&json!(parts), "STOP")
}

pub(super) fn words(text: &str) -> Value {
    candidate(&json!([{ "text": text }]), "STOP")
}

fn candidate(parts: &Value, reason: &str) -> Value {
    json!({
        "candidates": [{
            "index": 0, "finishReason": reason, "content": { "role": "model", "parts": parts },
            "safetyRatings": [],
        }],
        "usageMetadata": usage(OUTPUT_TOKENS),
        "modelVersion": "fake-gemini", "responseId": "response-1",
    })
}

/// Ten of the tokens written are thoughts.
fn usage(written: u32) -> Value {
    let thoughts = written.min(10);
    json!({
        "promptTokenCount": INPUT_TOKENS, "candidatesTokenCount": written - thoughts,
        "thoughtsTokenCount": thoughts, "totalTokenCount": INPUT_TOKENS + written,
    })
}

pub(super) fn blocked() -> Value {
    json!({
        "promptFeedback": { "blockReason": "SAFETY", "safetyRatings": [] },
        "usageMetadata": usage(0), "modelVersion": "fake-gemini",
    })
}

pub(super) fn refuse(wrong: &Wrong) -> Wire {
    let (code, status, message, details) = match wrong {
        Wrong::Path => (404, "NOT_FOUND", "Requested entity was not found.", json!([])),
        Wrong::Key => {
            let reason =
                json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID" }]);
            (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", reason)
        }
        Wrong::Question(message) => (400, "INVALID_ARGUMENT", message.as_str(), json!([])),
        Wrong::TooLong => {
            let message = "The input token count exceeds the maximum number of tokens allowed.";
            (400, "INVALID_ARGUMENT", message, json!([]))
        }
        Wrong::TooMany(pause) => {
            let retry = |seconds: &u32| json!([{ "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": format!("{seconds}s") }]);
            let details = pause.as_ref().map_or_else(|| json!([]), retry);
            (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", details)
        }
        Wrong::Broken => (500, "INTERNAL", "An internal error has occurred.", json!([])),
    };
    Wire::error(
        code,
        json!({ "error": { "code": code, "status": status, "message": message, "details": details } }),
    )
}
