//! Whatever a language model's vendor sends: the parsers answer and do not panic.

use domain::time::Millis;
use proptest::prelude::*;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::json;

use super::{Wire, anthropic, fault, gemini, ollama, openai};
use crate::{any_json, http::Answer};

/// Field names the parsers look for, and one they do not.
const NAMES: &[&str] = &[
    "choices",
    "message",
    "content",
    "tool_calls",
    "function",
    "name",
    "arguments",
    "id",
    "usage",
    "prompt_tokens",
    "completion_tokens",
    "finish_reason",
    "candidates",
    "parts",
    "functionCall",
    "args",
    "text",
    "thoughtSignature",
    "usageMetadata",
    "promptTokenCount",
    "type",
    "input",
    "stop_reason",
    "prompt_eval_count",
    "eval_count",
    "done",
    "error",
    "code",
    "status",
    "details",
    "retryDelay",
    "other",
];
/// Texts they look for, and some they should not trip over.
const TEXTS: &[&str] = &[
    "tool_use",
    "text",
    "STOP",
    "SAFETY",
    "stop",
    "{\"prompt\": \"a fox\"}",
    "{",
    "insufficient_quota",
    "RESOURCE_EXHAUSTED",
    "34s",
    "\u{0}",
    "",
];

proptest! {
    #[test]
    fn replies(body in any_json::json(NAMES, TEXTS), turn in 0_usize..5) {
        let _ = (gemini::reply(&body, turn), openai::reply(&body, turn));
        let _ = (anthropic::reply(&body, turn), ollama::reply(&body, turn));
    }

    #[test]
    fn errors(status in 300_u16..600, body in any_json::body(NAMES, TEXTS)) {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, headers: HeaderMap::new(), body: body.into() };
        for wire in [Wire::Gemini, Wire::OpenAi, Wire::Anthropic, Wire::Ollama] {
            // Vendors quote keys and prompts in their sentences: none of theirs is passed on.
            prop_assert!(fault::read(wire, &answer, Millis(0)).message.len() < 200);
        }
    }
}

/// Found by a million cases: content that is no object.
#[test]
fn content_that_is_no_object_is_an_empty_answer() {
    for content in [json!(false), json!(7), json!("said"), json!([1]), json!(null), json!({"parts": 3})] {
        let body = json!({ "candidates": [{ "content": content }] });
        let reply = gemini::reply(&body, 0).unwrap();
        assert_eq!((reply.text.as_str(), reply.calls.len()), ("", 0), "{content}");
        assert_eq!(reply.verbatim["role"], "model");
    }
}
