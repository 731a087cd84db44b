//! Ollama's `/api/chat` with tools (`ollama` 0.6.4).
//!
//! Its calls have no ids and their answers name the tool; arguments are objects. An answer that does not stream
//! is one object with its counts.

use serde_json::{Value, json};

use super::{
    Ending, Message, OUTPUT_TOKENS_MAX, Question, Reply, ToolCall, call_name, openai::function, tokens,
};

/// Tokens of the window. Ollama's own default would silently cut the beginning of our instructions off.
const CONTEXT_TOKENS: u32 = 16_384;

/// The body of a question.
pub(super) fn request(model: &str, question: &Question) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": question.system })];
    messages.extend(question.messages.iter().map(|message| match message {
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Model { verbatim, .. } => verbatim.clone(),
        Message::ToolAnswer { name, text, .. } => {
            json!({ "role": "tool", "tool_name": name, "content": text })
        }
    }));
    json!({
        "model": model,
        "messages": messages,
        "tools": question.tools.iter().map(function).collect::<Vec<_>>(),
        "stream": false,
        "options": { "num_ctx": CONTEXT_TOKENS, "num_predict": OUTPUT_TOKENS_MAX },
    })
}

/// What it answered; `None` for something unreadable.
pub(super) fn reply(body: &Value, turn: usize) -> Option<Reply> {
    let message = body["message"].as_object()?;
    let calls = message.get("tool_calls").and_then(Value::as_array).into_iter().flatten().enumerate();
    let calls = calls.map(|(index, call)| ToolCall {
        id: call_name(turn, index),
        name: call["function"]["name"].as_str().unwrap_or_default().to_owned(),
        arguments: call["function"].get("arguments").cloned().unwrap_or_else(|| json!({})),
    });
    let ending = match (body["done_reason"].as_str(), body["done"].as_bool()) {
        (Some("length"), _) => Ending::CutOff,
        // The model was loaded or unloaded and nothing was said.
        (Some("load" | "unload"), _) | (None, Some(false)) => Ending::Unusable,
        _ => Ending::Whole,
    };
    Some(Reply {
        text: message.get("content").and_then(Value::as_str).unwrap_or_default().to_owned(),
        calls: calls.collect(),
        ending,
        input_tokens: tokens(&body["prompt_eval_count"]),
        output_tokens: tokens(&body["eval_count"]),
        verbatim: body["message"].clone(),
    })
}
