//! A language model that reads requests as the product's router does, for trying things out without one.
//!
//! It is asked over OpenAI's wire like any other. What it can work with stands in its instructions, which the product
//! writes (`agents::brain`): attached files, earlier results, styles.

use agents::{
    AgentRequest, Attachment, Context, Decision, EarlierResult, MediaKind, Options, Parameters, PlannedCall,
    StyleName,
};
use serde_json::{Value, json};

use super::{Answer, Asked};

/// What the router would do, as tool calls; a question or a refusal in words.
#[must_use]
pub fn answer(asked: &Asked) -> Answer {
    let messages = asked.body["messages"].as_array().cloned().unwrap_or_default();
    let said = |role: &str| {
        let of_role = messages.iter().rev().find(|message| message["role"] == role);
        of_role.and_then(|message| message["content"].as_str()).unwrap_or_default().to_owned()
    };
    let (system, words) = (said("system"), said("user"));
    let attachments: Vec<Attachment> = list(&system, "Attached files").iter().map(attachment).collect();
    let results: Vec<EarlierResult> =
        list(&system, "Results of the conversation").iter().map(result).collect();
    let styles: Vec<String> = serde_json::from_value(after(&system, "Styles: ")).unwrap_or_default();
    let chosen = after(&system, "Chosen in the composer (wins over words): ");
    let options: Options = serde_json::from_value(chosen).unwrap_or_default();
    let style = |id: &String| StyleName { id: id.clone(), label: id.clone() };
    let request = AgentRequest {
        text: &words,
        attachments: &attachments,
        context: Context { results: &results },
        options,
        styles: &styles.iter().map(style).collect::<Vec<_>>(),
    };
    match agents::route(&request).decision {
        Decision::Plan(plan) => Answer::Calls(plan.calls.iter().map(call).collect()),
        Decision::Clarify { question } => Answer::Words(question),
        Decision::Refuse { reason, .. } => Answer::Words(reason),
    }
}

/// The lines below a heading, each a list in JSON.
fn list(system: &str, heading: &str) -> Vec<Value> {
    let lines = system.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    lines.map_while(|line| serde_json::from_str(line).ok()).collect()
}

/// What stands behind a heading, in JSON.
fn after(system: &str, heading: &str) -> Value {
    let line = system.lines().rev().find_map(|line| line.strip_prefix(heading));
    line.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn attachment(line: &Value) -> Attachment {
    Attachment { kind: kind(&line[1]), name: line[2].as_str().unwrap_or_default().to_owned() }
}

fn result(line: &Value) -> EarlierResult {
    EarlierResult {
        kind: kind(&line[1]),
        prompt: line[2].as_str().unwrap_or_default().to_owned(),
        parameters: serde_json::from_value::<Parameters>(line[3].clone()).unwrap_or_default(),
    }
}

fn kind(name: &Value) -> MediaKind {
    serde_json::from_value(name.clone()).unwrap_or(MediaKind::Image)
}

/// A call with its inputs among the arguments, as the product's tools take them.
fn call(call: &PlannedCall) -> (String, Value) {
    let mut arguments = serde_json::to_value(&call.parameters).unwrap_or_default();
    if let Some(fields) = arguments.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        if !call.inputs.is_empty() {
            fields.insert("inputs".to_owned(), json!(call.inputs));
        }
    }
    (call.tool.name().to_owned(), arguments)
}
