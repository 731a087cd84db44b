//! OpenAI's chat completions, as `openai` 6.49.0 reads and writes them.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{INPUT_TOKENS, OUTPUT_TOKENS, Wire, Wrong};

/// A model, messages with roles, and every call answered by a message of its id.
pub(super) fn check(body: &Value) -> Result<(), String> {
    if body["model"].as_str().is_none_or(str::is_empty) {
        return Err("you must provide a model parameter".to_owned());
    }
    let messages = body["messages"].as_array().filter(|messages| !messages.is_empty());
    let messages = messages.ok_or("Invalid 'messages': empty array.")?;
    let mut open: HashSet<&str> = HashSet::new();
    for message in messages {
        match message["role"].as_str() {
            Some("tool") => {
                if !open.remove(message["tool_call_id"].as_str().unwrap_or_default()) {
                    return Err("messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
                        .to_owned());
                }
            }
            Some("system" | "developer" | "user" | "assistant") if !open.is_empty() => {
                return Err(
                    "An assistant message with 'tool_calls' must be followed by tool messages responding \
                            to each 'tool_call_id'."
                        .to_owned(),
                );
            }
            Some("system" | "developer" | "user") if !message["content"].is_null() => {}
            Some("assistant") => {
                let calls = message["tool_calls"].as_array().into_iter().flatten();
                for call in calls {
                    if !call["function"]["arguments"].is_string() {
                        return Err(
                            "Invalid type for 'tool_calls[0].function.arguments': expected a string."
                                .to_owned(),
                        );
                    }
                    open.extend(call["id"].as_str());
                }
            }
            _ => return Err("Invalid value for 'messages': a role and a content are expected.".to_owned()),
        }
    }
    if body["tools"].as_array().is_some_and(|tools| tools.iter().any(|tool| tool["type"] != "function")) {
        return Err("Invalid value for 'tools[0].type': 'function' is supported.".to_owned());
    }
    Ok(())
}

pub(super) fn calls(calls: &[(String, Value)]) -> Value {
    let call = |(index, (name, arguments)): (usize, &(String, Value))| {
        // The model writes the arguments as text; a string in the script stands for text that is no JSON.
        let written = arguments.as_str().map_or_else(|| arguments.to_string(), str::to_owned);
        json!({ "id": format!("call_{index}"), "type": "function", "function": { "name": name, "arguments": written } })
    };
    let calls: Vec<_> = calls.iter().enumerate().map(call).collect();
    let message = json!({ "role": "assistant", "content": null, "refusal": null, "annotations": [], "tool_calls": calls });
    completion(&message, "tool_calls")
}

pub(super) fn words(text: &str) -> Value {
    completion(&json!({ "role": "assistant", "content": text, "refusal": null, "annotations": [] }), "stop")
}

pub(super) fn blocked() -> Value {
    completion(&json!({ "role": "assistant", "content": null, "refusal": "I can't help with that." }), "stop")
}

fn completion(message: &Value, reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_305_600, "model": "fake-gpt",
        "choices": [{ "index": 0, "finish_reason": reason, "logprobs": null, "message": message }],
        "usage": {
            "prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS,
            "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS,
        },
    })
}

pub(super) fn refuse(wrong: &Wrong) -> Wire {
    let (status, kind, code, message) = match wrong {
        Wrong::Path => (404, "invalid_request_error", json!("unknown_url"), "Unknown request URL"),
        // The real one quotes the key; so does this one, to see that nobody passes it on.
        Wrong::Key => (
            401,
            "invalid_request_error",
            json!("invalid_api_key"),
            "Incorrect API key provided: key-of-the-operator",
        ),
        Wrong::Question(message) => (400, "invalid_request_error", Value::Null, message.as_str()),
        Wrong::TooLong => (
            400,
            "invalid_request_error",
            json!("context_length_exceeded"),
            "This model's maximum context length was exceeded.",
        ),
        Wrong::TooMany(_) => (429, "requests", json!("rate_limit_exceeded"), "Rate limit reached."),
        Wrong::Broken => (500, "server_error", Value::Null, "The server had an error."),
    };
    let body = json!({ "error": { "message": message, "type": kind, "param": null, "code": code } });
    let wire = Wire::error(status, body).with("x-request-id", "req-1");
    match wrong {
        Wrong::TooMany(Some(seconds)) => wire.with("retry-after", &seconds.to_string()),
        _ => wire,
    }
}
