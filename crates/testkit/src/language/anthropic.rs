//! Anthropic's messages, as `@anthropic-ai/sdk` 1.12.0 reads and writes them.

use serde_json::{Value, json};

use super::{Asked, INPUT_TOKENS, OUTPUT_TOKENS, Wire, Wrong};

/// A version, a limit, user and assistant in turns, and every tool use answered in the next message.
pub(super) fn check(asked: &Asked) -> Result<(), String> {
    if !asked.headers.contains_key("anthropic-version") {
        return Err("anthropic-version: header is required".to_owned());
    }
    let body = &asked.body;
    if body["model"].as_str().is_none_or(str::is_empty) {
        return Err("model: Field required".to_owned());
    }
    if body["max_tokens"].as_u64().is_none_or(|limit| limit == 0) {
        return Err("max_tokens: Field required".to_owned());
    }
    let messages = body["messages"].as_array().filter(|messages| !messages.is_empty());
    let messages = messages.ok_or("messages: at least one message is required")?;
    let blocks = |message: &Value, kind: &str, id: &str| -> Vec<String> {
        let blocks = message["content"].as_array().into_iter().flatten();
        let ours = blocks.filter(|block| block["type"] == kind);
        ours.filter_map(|block| block[id].as_str().map(str::to_owned)).collect()
    };
    for (index, message) in messages.iter().enumerate() {
        if !matches!(message["role"].as_str(), Some("user" | "assistant")) {
            return Err(format!("messages.{index}.role: Input should be 'user' or 'assistant'"));
        }
        if message["content"].as_array().is_some_and(Vec::is_empty) || message["content"].is_null() {
            return Err(format!("messages.{index}.content: all messages must have non-empty content"));
        }
        let used = blocks(message, "tool_use", "id");
        let answered = messages.get(index + 1).map(|next| blocks(next, "tool_result", "tool_use_id"));
        if used != answered.unwrap_or_default() {
            return Err(format!(
                "messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after"
            ));
        }
    }
    let tools = body["tools"].as_array().into_iter().flatten();
    match tools.into_iter().find(|tool| tool["input_schema"]["type"] != "object") {
        Some(_) => Err("tools.0.input_schema.type: Field required".to_owned()),
        None => Ok(()),
    }
}

pub(super) fn calls(calls: &[(String, Value)]) -> Value {
    let mut content = vec![json!({ "type": "text", "text": "I will use a tool.", "citations": null })];
    content.extend(calls.iter().enumerate().map(|(index, (name, arguments))| {
        json!({
            "type": "tool_use", "id": format!("toolu_{index}"), "name": name, "input": arguments,
            "caller": { "type": "direct" },
        })
    }));
    message(&json!(content), "tool_use", &Value::Null)
}

pub(super) fn words(text: &str) -> Value {
    message(&json!([{ "type": "text", "text": text, "citations": null }]), "end_turn", &Value::Null)
}

pub(super) fn blocked() -> Value {
    let details = json!({ "type": "refusal", "category": "general_harms", "explanation": null });
    message(&json!([]), "refusal", &details)
}

fn message(content: &Value, reason: &str, details: &Value) -> Value {
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": "fake-claude", "content": content,
        "container": null, "diagnostics": null, "stop_reason": reason, "stop_sequence": null,
        "stop_details": details,
        "usage": {
            // A part of what was read came from the cache and is counted apart.
            "input_tokens": INPUT_TOKENS - 300, "cache_creation_input_tokens": 100,
            "cache_read_input_tokens": 200, "output_tokens": OUTPUT_TOKENS, "cache_creation": null,
            "inference_geo": null, "output_tokens_details": null, "server_tool_use": null,
            "service_tier": "standard", "speed": null,
        },
    })
}

pub(super) fn refuse(wrong: &Wrong) -> Wire {
    let (status, kind, message) = match wrong {
        Wrong::Path => (404, "not_found_error", "Not found"),
        Wrong::Key => (401, "authentication_error", "invalid x-api-key"),
        Wrong::Question(message) => (400, "invalid_request_error", message.as_str()),
        Wrong::TooLong => {
            (400, "invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum")
        }
        Wrong::TooMany(_) => (429, "rate_limit_error", "This request would exceed your rate limit."),
        Wrong::Broken => (500, "api_error", "Internal server error"),
    };
    let body =
        json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_1" });
    let wire = Wire::error(status, body).with("request-id", "req_1");
    match wrong {
        Wrong::TooMany(Some(seconds)) => wire.with("retry-after", &seconds.to_string()),
        _ => wire,
    }
}
