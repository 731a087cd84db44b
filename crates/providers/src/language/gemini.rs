//! Gemini's `generateContent` with function calling (`@google/genai` 2.32.0, `v1beta`).

use serde_json::{Value, json};

use super::{Ending, Message, OUTPUT_TOKENS_MAX, Question, Reply, ToolCall, named, tokens};

/// The path below the base address; a model may be named with or without `models/`.
pub(crate) fn path(model: &str) -> String {
    format!("/v1beta/models/{}:generateContent", model.strip_prefix("models/").unwrap_or(model))
}

/// The body of a question.
pub(super) fn request(question: &Question) -> Value {
    let declare = |tool: &super::Tool| json!({ "name": tool.name, "description": tool.description, "parametersJsonSchema": tool.parameters });
    let tools: Vec<_> = question.tools.iter().map(declare).collect();
    json!({
        "contents": contents(&question.messages),
        "systemInstruction": { "role": "user", "parts": [{ "text": question.system }] },
        "tools": [{ "functionDeclarations": tools }],
        "generationConfig": { "maxOutputTokens": OUTPUT_TOKENS_MAX },
    })
}

/// Answers to the calls of one turn go into one content.
fn contents(messages: &[Message]) -> Vec<Value> {
    let mut contents: Vec<Value> = Vec::with_capacity(messages.len());
    let mut answering = false;
    for message in messages {
        let part = match message {
            Message::User(text) => json!({ "text": text }),
            // Its own turn as it was: thought signatures are lost otherwise, and it refuses the turn.
            Message::Model { verbatim, .. } => {
                contents.push(verbatim.clone());
                answering = false;
                continue;
            }
            Message::ToolAnswer { call, name, text } => {
                json!({ "functionResponse": { "id": call, "name": name, "response": { "error": text } } })
            }
        };
        let is_answer = matches!(message, Message::ToolAnswer { .. });
        match contents.last_mut().filter(|_| answering && is_answer) {
            Some(content) => {
                if let Some(parts) = content["parts"].as_array_mut() {
                    parts.push(part);
                }
            }
            None => contents.push(json!({ "role": "user", "parts": [part] })),
        }
        answering = is_answer;
    }
    contents
}

/// What it answered; `None` for something unreadable.
pub(super) fn reply(body: &Value, turn: usize) -> Option<Reply> {
    let usage = &body["usageMetadata"];
    let candidate = &body["candidates"][0];
    let ending = if candidate.is_object() {
        ending(candidate["finishReason"].as_str().unwrap_or("STOP"))
    } else {
        // A blocked prompt has no candidate; without a reason the answer is none.
        body["promptFeedback"]["blockReason"].as_str().map(|_| Ending::Refused)?
    };
    let (mut text, mut calls) = (String::new(), Vec::new());
    let mut content = candidate["content"].clone();
    // `[…]` to be written panics on a number or a text: what comes from a vendor is asked with `get_mut`.
    for part in content.get_mut("parts").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(call) = part.get_mut("functionCall").filter(|call| call.is_object()) {
            let id = named(&call["id"], turn, calls.len());
            // The answer to this call must name it, so the turn that is sent back does too.
            call["id"] = Value::from(id.as_str());
            let arguments = call.get("args").cloned().unwrap_or_else(|| json!({}));
            let name = call["name"].as_str().unwrap_or_default().to_owned();
            calls.push(ToolCall { id, name, arguments });
        } else if part["thought"] != true {
            text.push_str(part["text"].as_str().unwrap_or_default());
        }
    }
    if !content.is_object() {
        content = json!({ "parts": [] });
    }
    content["role"] = "model".into();
    Some(Reply {
        text,
        calls,
        ending,
        input_tokens: tokens(&usage["promptTokenCount"])
            .saturating_add(tokens(&usage["toolUsePromptTokenCount"])),
        output_tokens: tokens(&usage["candidatesTokenCount"])
            .saturating_add(tokens(&usage["thoughtsTokenCount"])),
        verbatim: content,
    })
}

fn ending(reason: &str) -> Ending {
    match reason {
        "STOP" | "FINISH_REASON_UNSPECIFIED" => Ending::Whole,
        "MAX_TOKENS" => Ending::CutOff,
        reason if is_refusal(reason) => Ending::Refused,
        _ => Ending::Unusable,
    }
}

/// Whether an answer ended because the content rules stopped it.
pub(crate) fn is_refusal(reason: &str) -> bool {
    const REFUSALS: &[&str] = &[
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MODEL_ARMOR",
        "ESCALATION",
        "JAILBREAK",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    ];
    REFUSALS.contains(&reason)
}
