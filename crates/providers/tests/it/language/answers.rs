//! What a model says, as we read it.

use providers::language::{Ending, ToolCall};
use serde_json::json;
use testkit::language::{Answer, INPUT_TOKENS, OUTPUT_TOKENS};

use super::*;

#[tokio::test]
async fn calls_words_and_tokens_are_read_from_every_wire() {
    for vendor in Vendor::ALL {
        let fake = FakeLanguageModel::start(vendor).await;
        let calls = [("draw", json!({ "prompt": "a fox" })), ("draw", json!({ "prompt": "a hen" }))];
        let calls = calls.map(|(name, arguments)| (name.to_owned(), arguments));
        fake.script([Answer::Calls(calls.to_vec()), Answer::words("Which fox?")]);
        let model = model(&fake);
        let reply = ask(&model).await.unwrap();
        let told = |call: &ToolCall| (call.name.clone(), call.arguments.clone());
        assert_eq!(reply.calls.iter().map(told).collect::<Vec<_>>(), calls, "{vendor:?}");
        assert_ne!(reply.calls[0].id, reply.calls[1].id, "{vendor:?}");
        assert_eq!((reply.input_tokens, reply.output_tokens), (INPUT_TOKENS, OUTPUT_TOKENS), "{vendor:?}");
        // The fake refuses a turn whose calls do not come back as they were, or are not answered.
        let reply = model.ask(&corrected(question("a fox"), &reply), LONG).await.unwrap();
        assert_eq!((reply.text.as_str(), reply.ending), ("Which fox?", Ending::Whole), "{vendor:?}");
        assert!(reply.calls.is_empty());
    }
}

#[tokio::test]
async fn a_safety_block_is_a_refusal_and_its_tokens_count() {
    for vendor in [Vendor::Gemini, Vendor::OpenAi, Vendor::Anthropic] {
        let fake = FakeLanguageModel::start(vendor).await;
        fake.otherwise(Answer::SafetyBlock);
        let reply = ask(&model(&fake)).await.unwrap();
        assert_eq!((reply.ending, reply.input_tokens), (Ending::Refused, INPUT_TOKENS), "{vendor:?}");
    }
}

#[tokio::test]
async fn an_answer_without_room_is_cut_off() {
    let fake = FakeLanguageModel::start(Vendor::Ollama).await;
    fake.otherwise(Answer::ContextOverflow);
    assert_eq!(ask(&model(&fake)).await.unwrap().ending, Ending::CutOff);
}

#[tokio::test]
async fn arguments_that_are_no_json_are_passed_on_as_they_are() {
    let fake = FakeLanguageModel::start(Vendor::OpenAi).await;
    fake.otherwise(Answer::call("draw", json!("prompt: a fox")));
    let reply = ask(&model(&fake)).await.unwrap();
    assert_eq!(reply.calls[0].arguments, json!("prompt: a fox"));
    // And back as they were.
    model(&fake).ask(&corrected(question("a fox"), &reply), LONG).await.unwrap();
    let said = &fake.asked()[1].body["messages"][2];
    assert_eq!(said["tool_calls"][0]["function"]["arguments"], "prompt: a fox");
}
