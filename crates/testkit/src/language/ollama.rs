//! Ollama's `/api/chat`, as `ollama` 0.6.4 reads and writes it.

use serde_json::{Value, json};

use super::{INPUT_TOKENS, OUTPUT_TOKENS, Wire, Wrong};

/// A model, and messages with a role; calls have arguments as objects. It streams unless told otherwise, and
/// this fake does not.
pub(super) fn check(body: &Value) -> Result<(), String> {
    if body["model"].as_str().is_none_or(str::is_empty) {
        return Err("model is required".to_owned());
    }
    if body["stream"] != false {
        return Err("this stand-in does not stream".to_owned());
    }
    for message in body["messages"].as_array().into_iter().flatten() {
        if !matches!(message["role"].as_str(), Some("system" | "user" | "assistant" | "tool")) {
            return Err("invalid role".to_owned());
        }
        let mut calls = message["tool_calls"].as_array().into_iter().flatten();
        if calls.any(|call| !call["function"]["arguments"].is_object()) {
            return Err("json: cannot unmarshal string into Go struct field".to_owned());
        }
    }
    Ok(())
}

pub(super) fn calls(calls: &[(String, Value)]) -> Value {
    let call =
        |(name, arguments): &(String, Value)| json!({ "function": { "name": name, "arguments": arguments } });
    let calls: Vec<_> = calls.iter().map(call).collect();
    chat(&json!({ "role": "assistant", "content": "", "tool_calls": calls }), "stop")
}

pub(super) fn words(text: &str) -> Value {
    chat(&json!({ "role": "assistant", "content": text }), "stop")
}

/// No room was left to say anything.
pub(super) fn out_of_room() -> Value {
    chat(&json!({ "role": "assistant", "content": "" }), "length")
}

fn chat(message: &Value, reason: &str) -> Value {
    json!({
        "model": "fake-llama", "created_at": "2026-11-22T00:00:00.000000Z", "message": message,
        "done": true, "done_reason": reason, "total_duration": 1_000_000, "load_duration": 1_000,
        "prompt_eval_count": INPUT_TOKENS, "prompt_eval_duration": 1_000, "eval_count": OUTPUT_TOKENS,
        "eval_duration": 1_000,
    })
}

pub(super) fn refuse(wrong: &Wrong) -> Wire {
    let (status, message) = match wrong {
        Wrong::Path => (404, "404 page not found"),
        Wrong::Key => (401, "unauthorized"),
        Wrong::Question(message) => (400, message.as_str()),
        Wrong::TooLong => (400, "input length exceeds the context length"),
        Wrong::TooMany(_) => (429, "too many concurrent requests"),
        Wrong::Broken => (500, "llama runner process has terminated"),
    };
    let wire = Wire::error(status, json!({ "error": message }));
    match wrong {
        Wrong::TooMany(Some(seconds)) => wire.with("retry-after", &seconds.to_string()),
        _ => wire,
    }
}
