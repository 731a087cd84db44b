//! Anthropic's messages with tools (`@anthropic-ai/sdk` 1.12.0).

use serde_json::{Value, json};

use super::{Ending, Message, OUTPUT_TOKENS_MAX, Question, Reply, ToolCall, named, tokens};

/// The version of the API that is spoken, as the SDK sends it.
pub(super) const VERSION: &str = "2026-10-21";

/// The body of a question.
pub(super) fn request(model: &str, question: &Question) -> Value {
    let offer = |tool: &super::Tool| json!({ "name": tool.name, "description": tool.description, "input_schema": tool.parameters });
    json!({
        "model": model,
        "max_tokens": OUTPUT_TOKENS_MAX,
        "system": question.system,
        "messages": messages(&question.messages),
        "tools": question.tools.iter().map(offer).collect::<Vec<_>>(),
    })
}

/// Answers to the calls of one turn go into one message, or it refuses the turn.
fn messages(messages: &[Message]) -> Vec<Value> {
    let mut list: Vec<Value> = Vec::with_capacity(messages.len());
    let mut answering = false;
    for message in messages {
        let was_answering = std::mem::replace(&mut answering, matches!(message, Message::ToolAnswer { .. }));
        match message {
            Message::User(text) => list.push(json!({ "role": "user", "content": text })),
            Message::Model { verbatim, .. } => list.push(json!({ "role": "assistant", "content": verbatim })),
            Message::ToolAnswer { call, text, .. } => {
                let block =
                    json!({ "type": "tool_result", "tool_use_id": call, "content": text, "is_error": true });
                match list.last_mut().filter(|_| was_answering) {
                    Some(last) => {
                        if let Some(blocks) = last["content"].as_array_mut() {
                            blocks.push(block);
                        }
                    }
                    None => list.push(json!({ "role": "user", "content": [block] })),
                }
            }
        }
    }
    list
}

/// What it answered; `None` for something unreadable.
pub(super) fn reply(body: &Value, turn: usize) -> Option<Reply> {
    let content = body["content"].as_array()?;
    let (mut text, mut calls) = (String::new(), Vec::new());
    for block in content {
        match block["type"].as_str() {
            Some("text") => text.push_str(block["text"].as_str().unwrap_or_default()),
            Some("tool_use") => calls.push(ToolCall {
                id: named(&block["id"], turn, calls.len()),
                name: block["name"].as_str().unwrap_or_default().to_owned(),
                arguments: block.get("input").cloned().unwrap_or_else(|| json!({})),
            }),
            // Thinking, and kinds that are newer than this code: theirs, kept in the turn.
            _ => {}
        }
    }
    let ending = match body["stop_reason"].as_str() {
        Some("refusal") => Ending::Refused,
        Some("max_tokens" | "model_context_window_exceeded") => Ending::CutOff,
        _ => Ending::Whole,
    };
    let usage = &body["usage"];
    // What was read from or written to the vendor's cache is not part of `input_tokens`.
    let read = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
    Some(Reply {
        text,
        calls,
        ending,
        input_tokens: read.iter().fold(0, |sum, name| tokens(&usage[name]).saturating_add(sum)),
        output_tokens: tokens(&usage["output_tokens"]),
        verbatim: body["content"].clone(),
    })
}
