//! OpenAI's chat completions with tools (`openai` 6.49.0), as gateways of other models speak them too.

use serde_json::{Value, json};

use super::{Ending, Message, OUTPUT_TOKENS_MAX, Question, Reply, ToolCall, named, tokens};

/// The body of a question.
pub(super) fn request(model: &str, question: &Question) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": question.system })];
    messages.extend(question.messages.iter().map(|message| match message {
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Model { verbatim, .. } => verbatim.clone(),
        Message::ToolAnswer { call, text, .. } => {
            json!({ "role": "tool", "tool_call_id": call, "content": text })
        }
    }));
    json!({
        "model": model,
        "messages": messages,
        "tools": question.tools.iter().map(function).collect::<Vec<_>>(),
        "max_completion_tokens": OUTPUT_TOKENS_MAX,
    })
}

/// A tool as this wire and Ollama's offer it.
pub(super) fn function(tool: &super::Tool) -> Value {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters },
    })
}

/// What it answered; `None` for something unreadable.
pub(super) fn reply(body: &Value, turn: usize) -> Option<Reply> {
    let choice = &body["choices"][0];
    let message = choice["message"].as_object()?;
    let text = message.get("content").and_then(Value::as_str).unwrap_or_default();
    let mut calls = Vec::new();
    let mut said = Vec::new();
    for call in message.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
        let function = &call["function"];
        let (id, name) =
            (named(&call["id"], turn, calls.len()), function["name"].as_str().unwrap_or_default());
        // A string by the book; some gateways send the object itself.
        let written = match &function["arguments"] {
            Value::String(text) => text.clone(),
            Value::Null => "{}".to_owned(),
            other => other.to_string(),
        };
        let arguments = match written.trim() {
            "" => json!({}),
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        said.push(
            json!({ "id": id, "type": "function", "function": { "name": name, "arguments": written } }),
        );
        calls.push(ToolCall { id, name: name.to_owned(), arguments });
    }
    let refusal = message.get("refusal").and_then(Value::as_str).filter(|reason| !reason.is_empty());
    let ending = match choice["finish_reason"].as_str() {
        _ if refusal.is_some() => Ending::Refused,
        Some("content_filter") => Ending::Refused,
        Some("length") => Ending::CutOff,
        _ => Ending::Whole,
    };
    // Only what every gateway takes back: an answer has fields that are no fields of a question.
    let mut verbatim =
        json!({ "role": "assistant", "content": if text.is_empty() { Value::Null } else { text.into() } });
    if !said.is_empty() {
        verbatim["tool_calls"] = Value::Array(said);
    }
    let usage = &body["usage"];
    Some(Reply {
        text: text.to_owned(),
        calls,
        ending,
        input_tokens: tokens(&usage["prompt_tokens"]),
        output_tokens: tokens(&usage["completion_tokens"]),
        verbatim,
    })
}
